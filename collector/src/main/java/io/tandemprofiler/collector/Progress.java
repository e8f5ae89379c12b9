package io.tandemprofiler.collector;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Help.Ansi;

/** Shows the step that is under way on a terminal, one after the other; nothing in a pipe. */
final class Progress implements Consumer<String>, AutoCloseable {
  private static final int COLUMNS = 100;

  private final PrintWriter terminal;

  Progress(PrintWriter terminal) {
    this.terminal = Ansi.AUTO.enabled() ? terminal : null;
  }

  @Override
  public void accept(String step) {
    print(step.length() > COLUMNS ? step.substring(0, COLUMNS) : step);
  }

  /** Wipes the last step. */
  @Override
  public void close() {
    print("");
  }

  private void print(String line) {
    if (terminal != null) {
      terminal.print("\r\u001b[K" + line);
      terminal.flush();
    }
  }
}
