package io.tandemprofiler.bridge;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The interpreter's lock, in its own memory: so that it is seen, and asked for in a hurry, without
 * having it. Thread-safe.
 */
final class Gil {
  /** A holder that is not known. */
  static final long UNKNOWN = -1;

  /**
   * Shorter than most of what Python does between two calls of Java; and nobody else's choice.
   * Python is told of it where it opens.
   */
  static final long HURRY_MICROS = 23;

  private static final int HOLDER = 8; // where its state is told
  private static final int LOCKED = 16;
  private static final int WHOLE = 24;
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static volatile Gil current = new Gil(ByteBuffer.allocateDirect(HOLDER), 0);

  private final ByteBuffer memory;
  private final long ident;
  private volatile long micros;

  Gil(ByteBuffer memory, long ident) {
    this.memory = memory.order(ByteOrder.nativeOrder());
    this.ident = ident;
  }

  /**
   * Called by Python, once, where it was found: else nothing is known of it, and nothing done to
   * it.
   *
   * @param memory the switch interval; of 24 bytes where those behind it tell of the holder
   * @param ident how far in the holder's state Python's number of the thread is
   */
  static void isAt(ByteBuffer memory, long ident) {
    try {
      current = new Gil(memory, ident);
    } catch (Throwable e) {
      // nothing may be thrown into Python: then it is not known
    }
  }

  static Gil current() {
    return current;
  }

  /** Python's number of the thread that has it; 0 where none has, or {@link #UNKNOWN}. */
  long holder() {
    if (memory.capacity() < WHOLE) {
      return UNKNOWN;
    }
    return memory.getInt(LOCKED) == 0 ? 0 : read(memory.getLong(HOLDER) + ident);
  }

  /**
   * By the kernel, which refuses where there is nothing: the holder can end meanwhile. Opened each
   * time, since programs that somebody starts without closing what is open would have it too.
   */
  private static long read(long address) {
    try (RandomAccessFile all = new RandomAccessFile("/proc/self/mem", "r")) {
      byte[] number = new byte[Long.BYTES];
      all.seek(address);
      all.readFully(number);
      return ByteBuffer.wrap(number).order(ByteOrder.nativeOrder()).getLong();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /**
   * Has the holder asked to let go of it at once. It does so wherever it is; left to itself it
   * would where it calls Java, and what is shorter than the interval would be seen nowhere else.
   *
   * @return what is to stand again where the interval is this hurry's, in microseconds; 0 where no
   *     hurry has ever changed it
   */
  long hurry() {
    long now = (long) LONG.getVolatile(memory, 0);
    if (now > HURRY_MICROS) { // else the application has set again what it had read in a hurry
      micros = now;
      LONG.compareAndSet(memory, 0, now, HURRY_MICROS); // unless it sets another just now
    }
    return micros;
  }

  /** Ends that; idempotent. What the application has set meanwhile stays. Waits for nobody. */
  void calm() {
    long usual = micros;
    if (usual > HURRY_MICROS) {
      LONG.compareAndSet(memory, 0, HURRY_MICROS, usual);
    }
  }

  /** So that all that is used while somebody has the GIL is loaded. */
  static void warmUp() {
    ByteBuffer memory = ByteBuffer.allocateDirect(WHOLE).order(ByteOrder.nativeOrder());
    memory.putLong(0, HURRY_MICROS + 1);
    Gil warm = new Gil(memory, 0);
    warm.hurry();
    warm.calm();
    warm.holder();
  }
}
