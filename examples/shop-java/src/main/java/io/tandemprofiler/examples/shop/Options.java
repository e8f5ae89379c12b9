package io.tandemprofiler.examples.shop;

import java.util.List;

/** The command line. */
record Options(int port, Size size) {
  static final String USAGE =
      """
      usage: java -jar SHOP.jar [--port 8081] [--products N] [--largest-cart N]
             [--largest-page N]""";

  /** Ends the process where help is asked for, or what is asked for is wrong. */
  static Options parseOrExit(String... arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.println(USAGE);
      System.exit(0);
    }
    try {
      return parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(2);
      throw e;
    }
  }

  /** Throws IllegalArgumentException with what is wrong. */
  static Options parse(String... arguments) {
    int port = 8081;
    int products = 24_000;
    int largestCart = 1_300;
    int largestPage = 1_000;
    for (int i = 0; i < arguments.length; i += 2) {
      int value = number(arguments, i);
      switch (arguments[i]) {
        case "--port" -> port = value;
        case "--products" -> products = value;
        case "--largest-cart" -> largestCart = value;
        case "--largest-page" -> largestPage = value;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    return new Options(port, new Size(products, largestCart, largestPage));
  }

  private static int number(String[] arguments, int option) {
    if (option + 1 == arguments.length) {
      throw new IllegalArgumentException(arguments[option] + " needs a number");
    }
    try {
      return Integer.parseInt(arguments[option + 1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          arguments[option] + ": not a number: " + arguments[option + 1], e);
    }
  }
}
