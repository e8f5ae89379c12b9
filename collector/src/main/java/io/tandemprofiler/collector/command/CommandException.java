package io.tandemprofiler.collector.command;

/** A command cannot do what it was asked to; the message says why, and is all that is printed. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CommandException(String message) {
    super(Text.printable(message), null, false, false); // it may quote what was answered
  }
}
