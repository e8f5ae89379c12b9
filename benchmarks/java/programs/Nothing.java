/** An agent that does nothing: what a JVM's support of agents costs by itself. */
public final class Nothing {
  private Nothing() {}

  public static void premain(String argument) {}
}
