package io.tandemprofiler.bridge;

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
  private final Hold hold;

  /** Asks the kernel before the GIL is asked for, which changes who has it. */
  Look(List<JepThreads.One> threads, KernelThreads kernel) {
    this.threads = threads;
    long[] javaIds = threads.stream().mapToLong(one -> one.javaId).toArray();
    int[] osIds = threads.stream().mapToInt(one -> one.osId).toArray();
    before = new KernelThreads.Doing[osIds.length];
    for (int i = 0; i < osIds.length; i++) {
      before[i] = kernel.doing(osIds[i]);
    }
    hold = new Hold(kernel, javaIds, osIds);
    Hold.prepare(hold);
  }

  List<JepThreads.One> threads() {
    return threads;
  }

  int size() {
    return threads.size();
  }

  /** Python's number of each thread: the same as long as the thread lives. */
  String wanted() {
    StringBuilder wanted = new StringBuilder();
    for (JepThreads.One one : threads) {
      wanted.append(one.ident).append(' ');
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
        division.add(
            threads.get(i).javaId,
            threads.get(i).osId,
            java,
            MixedStack.of(java, python, state, state == ThreadState.GIL_WAIT ? holder : List.of()));
      }
    }
  }

  /** What the thread was doing; unspecified where that is not known. */
  private ThreadState state(int index, List<PythonFrame> python) {
    KernelThreads.Doing now = hold.doing[index];
    if (now == KernelThreads.Doing.AWAITING_THE_GIL) {
      return stateBefore(before[index]); // now it may wait because of this look alone
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
