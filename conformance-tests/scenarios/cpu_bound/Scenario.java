package cpu_bound;

/** Computes in a method of a nested class. */
public final class Scenario {
  static final class Cart {
    private long state = 1;

    void total() {
      while (state != 0) { // here: Cart.total
        for (int i = 0; i < 10_000; i++) { // here: Cart.total
          state = state * 6364136223846793005L + 1442695040888963407L | 1; // here: Cart.total
        }
      }
    }
  }

  public static void main(String[] args) {
    new Cart().total(); // here: main
  }
}
