import jep.SharedInterpreter;

/** Runs a script of Python's again and again until its input ends: {@code FILE}. */
public final class Script {
  private Script() {}

  public static void main(String[] words) throws Exception {
    Input.open();
    do {
      try (SharedInterpreter python = new SharedInterpreter()) {
        python.runScript(words[0]);
      }
    } while (!Input.hasEnded());
  }
}
