/** Computes in a method of a nested class for as many seconds as the first argument says. */
public final class Scenario {
  static final class Cart {
    private long state = 1;

    long total(long until) {
      while (System.nanoTime() < until) {
        for (int i = 0; i < 10_000; i++) {
          state = state * 6364136223846793005L + 1442695040888963407L;
        }
      }
      return state;
    }
  }

  public static void main(String[] args) {
    long until = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000L;
    if (new Cart().total(until) == 0) {
      throw new AssertionError();
    }
  }
}
