package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.ThreadState;

/** A frame of Python where it stands: what is known of it. Immutable. */
final class PythonFrame {
  final Frame frame;
  final int line;
  final String calls;
  final String name;
  final ThreadState waits;
  final Called by;

  /** Who called a frame. */
  enum Called {
    UNKNOWN,
    PYTHON,
    C
  }

  /**
   * @param line 0 where it is not known
   * @param calls the last name of what the instruction calls; empty where it is not known
   * @param name of the function, without what it stands in
   * @param waits what a thread that does not run waits for here; unspecified where not known
   */
  PythonFrame(Frame frame, int line, String calls, String name, ThreadState waits, Called by) {
    this.frame = frame;
    this.line = line;
    this.calls = calls;
    this.name = name;
    this.waits = waits;
    this.by = by;
  }

  PythonFrame calledBy(Called other) {
    return new PythonFrame(frame, line, calls, name, waits, other);
  }

  boolean isModule() {
    return name.equals("<module>");
  }
}
