package io.tandemprofiler.bridge;

import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.ThreadState;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;

/** One look at some threads: what they did before it, and what Java and Python saw. */
final class Look {
  /** Beyond so many ways to cut it, a stack is left out: to weigh them all takes a second. */
  private static final long MAX_CUTS = 20_000_000;

  private final List<JepThreads.One> threads;
  private final KernelThreads.Doing[] before;
  private final long holderBefore;
  private final Hold hold;

  /** Asks who has the GIL, and the kernel, before the GIL is asked for: that changes who has it. */
  Look(List<JepThreads.One> threads, KernelThreads kernel) {
    this.threads = threads;
    long[] javaIds = threads.stream().mapToLong(one -> one.javaId).toArray();
    int[] osIds = threads.stream().mapToInt(one -> one.osId).toArray();
    before = new KernelThreads.Doing[osIds.length];
    for (int i = 0; i < osIds.length; i++) {
      before[i] = kernel.doing(osIds[i]);
    }
    holderBefore = Gil.current().holder();
    hold = new Hold(kernel, javaIds, osIds);
    Hold.prepare(hold);
  }

  List<JepThreads.One> threads() {
    return threads;
  }

  int size() {
    return threads.size();
  }

  /** Both numbers of each thread: the same as long as the thread lives. */
  String wanted() {
    StringBuilder wanted = new StringBuilder();
    for (JepThreads.One one : threads) {
      wanted.append(one.ident).append(' ').append(one.osId).append(' ');
    }
    return wanted.toString();
  }

  boolean wasInJep(JepThreads.One one) {
    ThreadInfo info = hold.infos[threads.indexOf(one)];
    return info != null && !JavaStack.of(info.getStackTrace()).entries().isEmpty();
  }

  /** Threads that are no more. */
  List<JepThreads.One> ended() {
    List<JepThreads.One> ended = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      if (hold.infos[i] == null) {
        ended.add(threads.get(i));
      }
    }
    return ended;
  }

  /** Counts what was seen of each thread. */
  void addTo(MixedDivision division, Answer answer) {
    List<PythonFrame> holder = holder(answer);
    for (int i = 0; i < size(); i++) {
      ThreadInfo info = hold.infos[i];
      List<PythonFrame> python = answer.stacks.get(i);
      if (info == null || python == null) {
        continue;
      }
      JavaStack java = JavaStack.of(info.getStackTrace());
      if (!java.entries().isEmpty() && Stitching.cuts(java.entries(), python) <= MAX_CUTS) {
        ThreadState state = state(i, python);
        MixedStack mixed =
            MixedStack.of(java, python, state, state == ThreadState.GIL_WAIT ? holder : List.of());
        addTo(division, i, JepNames.path(java.frames()), mixed, answer.ran(i));
      }
    }
  }

  /**
   * Where Java is innermost that Python called since, as it does where it lets go of the GIL, the
   * thread was seen in both places, and ran in the first.
   *
   * @param ran whether it runs without the GIL
   */
  private void addTo(
      MixedDivision division, int index, List<Frame> path, MixedStack mixed, boolean ran) {
    JepThreads.One one = threads.get(index);
    if (!JepNames.endsInPython(path)) {
      division.add(one.javaId, one.osId, path, mixed, true);
      if (hadGil(index)) {
        List<Frame> before = path.subList(0, path.size() - 1);
        division.add(one.javaId, one.osId, before, mixed.running(), true);
      }
      return;
    }
    boolean ranThere = hadGil(index) || ran || holderBefore == Gil.UNKNOWN;
    boolean certain = mixed.state() != ThreadState.RUNNING || (ranThere && !mixed.endsUnseen());
    division.add(one.javaId, one.osId, path, mixed, certain);
  }

  private boolean hadGil(int index) {
    return holderBefore == threads.get(index).ident;
  }

  /** What the thread was doing before; unspecified where that is not known. */
  private ThreadState state(int index, List<PythonFrame> python) {
    KernelThreads.Doing now = hold.doing[index];
    if (now == KernelThreads.Doing.AWAITING_THE_GIL) {
      return hadGil(index) ? ThreadState.RUNNING : stateBefore(before[index]);
    }
    if (now == KernelThreads.Doing.RUNNING) {
      return ThreadState.RUNNING;
    }
    if (now == null || now == KernelThreads.Doing.UNKNOWN) {
      return ThreadState.UNSPECIFIED;
    }
    ThreadState place =
        python.isEmpty() ? ThreadState.UNSPECIFIED : python.get(python.size() - 1).waits;
    boolean sleeps = now == KernelThreads.Doing.SLEEPING && place == ThreadState.UNSPECIFIED;
    return sleeps ? ThreadState.SLEEPING : place;
  }

  /** Of a thread that now may wait because of this look alone. */
  private static ThreadState stateBefore(KernelThreads.Doing doing) {
    switch (doing) {
      case AWAITING_THE_GIL:
        return ThreadState.GIL_WAIT;
      case RUNNING:
        return ThreadState.RUNNING;
      default:
        return ThreadState.UNSPECIFIED;
    }
  }

  /**
   * What the holder of the GIL ran when this look asked for it: the one thread that could run,
   * where all others were seen to wait. Empty where it is not known.
   */
  private List<PythonFrame> holder(Answer answer) {
    List<PythonFrame> holder = List.of();
    if (!isAllOfPython(answer)) {
      return holder;
    }
    for (int i = 0; i < size(); i++) {
      List<PythonFrame> python = answer.stacks.get(i);
      if (before[i] == KernelThreads.Doing.RUNNING) {
        if (!holder.isEmpty() || python == null) {
          return List.of();
        }
        holder = python;
      } else if (before[i] == KernelThreads.Doing.UNKNOWN) {
        return List.of();
      }
    }
    return holder;
  }

  /** Whether every thread that is in Python is one that was looked at, but for this one. */
  private boolean isAllOfPython(Answer answer) {
    long looked = threads.stream().filter(one -> answer.osIds.containsValue(one.osId)).count();
    return looked >= answer.osIds.size() - 1;
  }
}
