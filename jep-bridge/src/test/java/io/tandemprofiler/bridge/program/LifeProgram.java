package io.tandemprofiler.bridge.program;

import java.util.Random;
import jep.Interpreter;
import jep.SharedInterpreter;

/**
 * Interpreters that are opened, closed, and left open by threads that end, while others compute.
 */
public final class LifeProgram {
  private static final int LIVES = 40;

  private LifeProgram() {}

  /** Ends by a return of main, or by {@code exit} while threads compute in Python. */
  public static void main(String[] arguments) throws InterruptedException {
    Thread busy = new Thread(() -> MixedProgram.work(3600));
    busy.setDaemon(true);
    busy.start();
    Random random = new Random(7);
    for (int i = 0; i < LIVES; i++) {
      boolean closes = random.nextBoolean();
      double seconds = random.nextInt(20) / 1000.0;
      Thread life = new Thread(() -> live(closes, seconds));
      life.start();
      life.join();
    }
    System.out.println("lived");
    if (arguments[0].equals("exit")) {
      System.exit(7);
    }
  }

  private static void live(boolean closes, double seconds) {
    Interpreter python = new SharedInterpreter();
    python.exec("from mixed_program import inner");
    python.invoke("inner", seconds);
    if (closes) {
      python.close();
    }
  }
}
