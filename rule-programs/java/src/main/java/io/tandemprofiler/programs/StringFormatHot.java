package io.tandemprofiler.programs;

/** {@code String.format} parses its format each time; {@code +} is compiled to one. */
final class StringFormatHot {
  private static int number;

  private StringFormatHot() {}

  public static void main(String[] args) throws Exception {
    Program.run(args, StringFormatHot::trigger, StringFormatHot::nearMiss);
  }

  private static void trigger() {
    number++;
    Program.keep(String.format("order-%d-%s", number, "shop"));
  }

  private static void nearMiss() {
    number++;
    Program.keep("order-" + number + "-" + "shop".concat(Integer.toString(number)));
  }
}
