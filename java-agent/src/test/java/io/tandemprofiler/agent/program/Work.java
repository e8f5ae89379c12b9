package io.tandemprofiler.agent.program;

/** Something to see in a profile, with a result that must be the same every time. */
public final class Work {
  private static final int LIMIT = 8_000_000;

  private Work() {}

  /** How many primes lie below a limit that takes about a second of one core. */
  public static int primes() {
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
