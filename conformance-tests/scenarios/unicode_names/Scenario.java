package unicode_names;

import java.util.concurrent.CountDownLatch;

/** Names of two, three and four bytes a character. */
public final class Scenario {
  public static void main(String[] args) throws InterruptedException {
    größe(); // here: main
  }

  static void größe() throws InterruptedException {
    数える(); // here: größe
  }

  static void 数える() throws InterruptedException {
    𠀀(); // here: 数える
  }

  static void 𠀀() throws InterruptedException {
    new CountDownLatch(1).await(); // here: 𠀀
  }
}
