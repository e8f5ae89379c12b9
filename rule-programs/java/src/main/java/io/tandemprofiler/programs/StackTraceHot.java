package io.tandemprofiler.programs;

/** A caller found by the whole stack; or by walking two frames of it. */
final class StackTraceHot {
  private static final StackWalker WALKER = StackWalker.getInstance();

  private StackTraceHot() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, () -> deep(40, true), () -> deep(40, false));
  }

  private static int deep(int frames, boolean whole) {
    if (frames > 0) {
      return deep(frames - 1, whole) + 1;
    }
    for (int i = 0; i < 100; i++) {
      Program.keep(whole ? trigger() : nearMiss());
    }
    return 0;
  }

  private static String trigger() {
    return Thread.currentThread().getStackTrace()[2].getMethodName();
  }

  private static String nearMiss() {
    return WALKER.walk(frames -> frames.skip(1).findFirst()).orElseThrow().getMethodName();
  }
}
