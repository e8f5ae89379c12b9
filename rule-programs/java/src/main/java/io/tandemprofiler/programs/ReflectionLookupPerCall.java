package io.tandemprofiler.programs;

import java.lang.reflect.Method;

/** A method looked up before each call; or once. */
final class ReflectionLookupPerCall {
  private static final Method NAME;

  static {
    try {
      NAME = Product.class.getMethod("getName");
    } catch (NoSuchMethodException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private ReflectionLookupPerCall() {}

  /** What is asked. */
  @SuppressWarnings("unused")
  public static final class Product {
    public String getName() {
      return "tandem";
    }

    public String getColour() {
      return "red";
    }

    public int getPrice() {
      return 4711;
    }
  }

  public static void main(String[] args) throws Exception {
    Program.run(args, ReflectionLookupPerCall::trigger, ReflectionLookupPerCall::nearMiss);
  }

  private static void trigger() throws Exception {
    Program.keep(Product.class.getMethod("getName").invoke(new Product()));
  }

  private static void nearMiss() throws Exception {
    Program.keep(NAME.invoke(new Product()));
  }
}
