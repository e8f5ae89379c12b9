package io.tandemprofiler.programs;

/** An answer by exception walks the stack, unless the exception was made without a trace. */
final class ExceptionsAsControlFlow {
  private static int number;

  private ExceptionsAsControlFlow() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, () -> deep(60, true), () -> deep(60, false));
  }

  private static int deep(int frames, boolean trace) {
    return frames == 0 ? found(trace) : deep(frames - 1, trace) + 1;
  }

  private static int found(boolean trace) {
    int sum = 0;
    for (int i = 0; i < 100; i++) {
      try {
        sum += lookUp("key" + number++, trace);
      } catch (NotThere e) {
        sum--;
      }
    }
    Program.keep(sum);
    return sum;
  }

  private static int lookUp(String key, boolean trace) throws NotThere {
    if (key.hashCode() != 42) {
      throw new NotThere(key, trace);
    }
    return 1;
  }

  private static final class NotThere extends Exception {
    private static final long serialVersionUID = 1;

    NotThere(String key, boolean trace) {
      super(key, null, false, trace);
    }
  }
}
