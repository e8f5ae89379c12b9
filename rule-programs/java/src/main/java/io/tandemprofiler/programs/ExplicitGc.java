package io.tandemprofiler.programs;

/** An application that asks for a collection of the heap after its work; or does not. */
final class ExplicitGc {
  private ExplicitGc() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, ExplicitGc::trigger, ExplicitGc::work);
  }

  private static void trigger() {
    work();
    System.gc();
  }

  private static void work() {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      page.append(i);
    }
    Program.keep(page.toString());
  }
}
