package io.tandemprofiler.agent.program;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Something to see in a profile, with a result that must be the same every time. */
public final class Work {
  private static final int LIMIT = 4_000_000;
  private static volatile boolean told;

  private Work() {}

  /**
   * How many primes lie below a limit: counted until the standard input has ended, and once more,
   * which takes some tenths of a second of one core.
   */
  public static int primes() {
    listen();
    while (!isTold()) {
      count();
    }
    return count();
  }

  /** Begins to wait for the end of the standard input. */
  static void listen() {
    Thread listening = new Thread(Work::awaitEndOfInput);
    listening.setDaemon(true);
    listening.start();
  }

  /** Whether the standard input has ended since {@link #listen}. */
  static boolean isTold() {
    return told;
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    told = true;
  }

  private static int count() {
    int primes = 1; // two
    for (int candidate = 3; candidate < LIMIT; candidate += 2) {
      if (isPrime(candidate)) {
        primes++;
      }
    }
    return primes;
  }

  private static boolean isPrime(int candidate) {
    for (int divisor = 3; divisor * divisor <= candidate; divisor += 2) {
      if (candidate % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
