package io.tandemprofiler.programs;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Random UUIDs for what need not be secret; or numbers of a generator of one's own thread. */
final class SecureRandomHot {
  private SecureRandomHot() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, 4, SecureRandomHot::trigger, SecureRandomHot::nearMiss);
  }

  private static void trigger() {
    Program.keep(UUID.randomUUID());
  }

  private static void nearMiss() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Program.keep(new UUID(random.nextLong(), random.nextLong()));
  }
}
