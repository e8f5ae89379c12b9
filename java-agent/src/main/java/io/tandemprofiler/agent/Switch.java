package io.tandemprofiler.agent;

import java.util.EnumSet;
import java.util.Set;

/**
 * Whether to sample. Whoever switched off must switch on again: one who says off is enough, and
 * nobody overrules another. Thread-safe.
 */
final class Switch {
  /** Who can switch off. */
  enum Hand {
    COLLECTOR,
    PROGRAM,
    MBEAN,
    FILE
  }

  private final Object lock = new Object();
  private final Set<Hand> off = EnumSet.noneOf(Hand.class);
  private boolean closed;

  /** True where this changed what this hand said. */
  boolean set(Hand hand, boolean on) {
    synchronized (lock) {
      boolean changed = on ? off.remove(hand) : off.add(hand);
      lock.notifyAll();
      return changed;
    }
  }

  boolean isOn() {
    synchronized (lock) {
      return off.isEmpty() && !closed;
    }
  }

  /** Off for good. */
  void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** Waits so long, or until something is switched or closed; not at all where this is closed. */
  @SuppressWarnings("WaitNotInLoop") // the callers loop, or do not mind to wake up early
  void await(long millis) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      try {
        lock.wait(millis);
      } catch (InterruptedException e) {
        // by an application that interrupts every thread: the callers look again, and go on
      }
    }
  }
}
