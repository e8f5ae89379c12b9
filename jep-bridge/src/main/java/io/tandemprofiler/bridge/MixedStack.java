package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What Python ran in each run of Jep's own frames of one Java stack, outermost first. Immutable.
 */
final class MixedStack {
  private static final Line UNSEEN = new Line(JepNames.PYTHON, 0);

  /** Where Python was not seen. */
  static final MixedStack NOTHING =
      new MixedStack(List.of(), ThreadState.UNSPECIFIED, List.of(UNSEEN));

  /** Where it is not looked at because of SubInterpreters. */
  static final MixedStack IN_SUB_INTERPRETER =
      new MixedStack(
          List.of(),
          ThreadState.UNSPECIFIED,
          List.of(new Line(JepNames.SUB_INTERPRETER, 0), UNSEEN));

  private final List<List<Line>> runs;
  private final ThreadState state;
  private final List<Line> unseen; // in the place of a run that is empty

  private MixedStack(List<List<Line>> runs, ThreadState state, List<Line> unseen) {
    this.runs = runs;
    this.state = state;
    this.unseen = unseen;
  }

  /**
   * @param state of the thread; unspecified where it is not known
   * @param holder of the GIL, outermost first: for a thread that waits for it; else empty
   */
  static MixedStack of(
      JavaStack java, List<PythonFrame> python, ThreadState state, List<PythonFrame> holder) {
    List<List<Line>> runs = new ArrayList<>();
    List<JavaStack.Entry> entries = java.entries();
    List<Stitching.Part> parts = entries.isEmpty() ? List.of() : Stitching.parts(entries, python);
    int next = 0;
    for (int count : java.entriesByRun()) {
      List<Line> run = new ArrayList<>();
      for (Stitching.Part part : parts.subList(next, next + count)) {
        addAll(run, part.frames);
        if (part.endIsApproximate) {
          run.add(new Line(JepNames.APPROXIMATE, 0));
        }
      }
      next += count;
      runs.add(run);
    }
    if (!holder.isEmpty() && !runs.isEmpty()) {
      List<Line> last = runs.get(runs.size() - 1);
      if (last.isEmpty()) {
        last.add(UNSEEN);
      }
      last.add(new Line(JepNames.GIL_HOLDER, 0));
      addAll(last, holder);
    }
    return new MixedStack(runs, state, List.of(UNSEEN));
  }

  private static void addAll(List<Line> run, List<PythonFrame> frames) {
    for (PythonFrame frame : frames) {
      run.add(new Line(frame.frame, frame.line));
    }
  }

  ThreadState state() {
    return state;
  }

  /** The same of a thread that ran. */
  MixedStack running() {
    return new MixedStack(runs, ThreadState.RUNNING, unseen);
  }

  /** Whether no Python is innermost: the thread had not come to it yet, or had left it. */
  boolean endsUnseen() {
    return runs.isEmpty() || runs.get(runs.size() - 1).isEmpty();
  }

  /** How many frames it has. */
  int depth() {
    return runs.stream().mapToInt(List::size).sum();
  }

  /**
   * A stack of the same path, with Python in the place of native frames.
   *
   * @param withGlue whether Jep's own frames stay
   * @param withLines whether Python's frames have lines
   */
  StackTrace in(StackTrace trace, boolean withGlue, boolean withLines) {
    List<Line> lines = new ArrayList<>();
    List<Frame> frames = trace.frames();
    boolean[] glue = JepNames.glue(frames);
    int run = 0;
    boolean inNative = false;
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      if (glue[i]) {
        inNative = true;
        if (withGlue) {
          lines.add(new Line(frame, trace.line(i)));
        }
      } else if (frame.language() == Language.JAVA || !inNative) {
        if (inNative) {
          lines.addAll(run(run++));
          inNative = false;
        }
        lines.add(new Line(frame, trace.line(i)));
      }
    }
    if (inNative) {
      lines.addAll(run(run));
    }
    List<Frame> all = new ArrayList<>(lines.size());
    int[] numbers = new int[lines.size()];
    for (int i = 0; i < numbers.length; i++) {
      all.add(lines.get(i).frame);
      numbers[i] = withLines ? lines.get(i).number : 0;
    }
    return new StackTrace(all, numbers);
  }

  private List<Line> run(int index) {
    return index < runs.size() && !runs.get(index).isEmpty() ? runs.get(index) : unseen;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof MixedStack)) {
      return false;
    }
    MixedStack other = (MixedStack) object;
    return state == other.state && runs.equals(other.runs) && unseen.equals(other.unseen);
  }

  @Override
  public int hashCode() {
    return Objects.hash(state, runs, unseen);
  }

  /** A frame and its line. */
  private static final class Line {
    final Frame frame;
    final int number;

    Line(Frame frame, int number) {
      this.frame = frame;
      this.number = number;
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Line
          && number == ((Line) object).number
          && frame.equals(((Line) object).frame);
    }

    @Override
    public int hashCode() {
      return frame.hashCode() * 31 + number;
    }
  }
}
