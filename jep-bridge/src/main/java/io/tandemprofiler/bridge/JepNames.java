package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Knows Jep's own frames, and what stands for Python where nothing more is known. */
final class JepNames {
  /** Stands for all that Python ran, where it was not seen. */
  static final Frame PYTHON = new Frame(Language.PYTHON, "", "<python>");

  /**
   * Between a caller and what it calls across the languages, where another caller may have been.
   */
  static final Frame APPROXIMATE = new Frame(Language.OTHER, "", "<approximate>");

  /** Above Python that is not looked at because of SubInterpreters. */
  static final Frame SUB_INTERPRETER = new Frame(Language.OTHER, "", "<sub-interpreter>");

  /** Between a thread that waits for the GIL and what held it. */
  static final Frame GIL_HOLDER = new Frame(Language.OTHER, "", "<gil-holder>");

  /** Stands, in a path, for a run of Jep's own frames. */
  private static final Frame ENTRY = new Frame(Language.OTHER, "", "<jep>");

  private static final Set<String> RUN_A_MODULE = Set.of("exec", "eval", "run", "getValue");

  private JepNames() {}

  /** Whether a method of this class may run Python, where it is the innermost of Jep's own. */
  static boolean entersPython(String owner, String method) {
    return owner.equals("jep.Jep")
        || owner.startsWith("jep.python.")
        || method.equals("sharedImportInternal");
  }

  /** Whether Python that this native method runs begins with a {@code <module>}. */
  static boolean runsAModule(String method) {
    return RUN_A_MODULE.contains(method);
  }

  /**
   * Of each frame whether it is between Java and Python: one of a run of Jep's own, which runs
   * Python, or of a proxy's that leads to it.
   */
  static boolean[] glue(List<Frame> frames) {
    boolean[] glue = new boolean[frames.size()];
    for (int begin = 0; begin < glue.length; ) {
      int end = begin;
      boolean enters = false;
      while (end < glue.length && isGlue(frames, end)) {
        enters |= entersPython(frames.get(end).owner(), frames.get(end).function());
        end++;
      }
      Arrays.fill(glue, begin, end, enters);
      begin = end + 1;
    }
    return glue;
  }

  private static boolean isGlue(List<Frame> frames, int index) {
    Frame frame = frames.get(index);
    return isOfJep(frame)
        || (frame.owner().contains("$Proxy")
            && index + 1 < frames.size()
            && isOfJep(frames.get(index + 1)));
  }

  private static boolean isOfJep(Frame frame) {
    return frame.language() == Language.JAVA && frame.owner().startsWith("jep.");
  }

  /**
   * What tells whether two stacks stand in the same Python: the Java frames up to the last that is
   * glue, and the first that Python called there, if any. Without frames that only some samplers
   * show. Empty where nothing is glue.
   */
  static List<Frame> path(List<Frame> frames) {
    boolean[] glue = glue(frames);
    int last = glue.length - 1;
    while (last >= 0 && !glue[last]) {
      last--;
    }
    List<Frame> path = new ArrayList<>();
    for (int i = 0; last >= 0 && i < glue.length; i++) {
      if (glue[i]) {
        if (i == 0 || !glue[i - 1]) {
          path.add(ENTRY);
        }
      } else if (frames.get(i).language() == Language.JAVA && !isHidden(frames.get(i))) {
        path.add(frames.get(i));
        if (i > last) {
          break;
        }
      }
    }
    return path;
  }

  /** Whether it is Python, and not Java that it called, that is innermost on such a path. */
  static boolean endsInPython(List<Frame> path) {
    return path.get(path.size() - 1).equals(ENTRY);
  }

  private static boolean isHidden(Frame frame) {
    return frame.owner().contains("$$Lambda") || frame.owner().startsWith("java.lang.invoke.");
  }
}
