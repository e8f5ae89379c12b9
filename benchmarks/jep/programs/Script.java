import jep.SharedInterpreter;

/** Runs a script of Python's, as often as it is told: {@code FILE TIMES}. */
public final class Script {
  private Script() {}

  public static void main(String[] words) throws Exception {
    for (int i = Integer.parseInt(words[1]); i > 0; i--) {
      try (SharedInterpreter python = new SharedInterpreter()) {
        python.runScript(words[0]);
      }
    }
  }
}
