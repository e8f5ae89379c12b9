import java.io.IOException;
import java.io.UncheckedIOException;

/** Tells whether the program's input has ended: until then it is to go on. */
final class Input {
  private static volatile boolean ended;

  private Input() {}

  /** Begins to read. */
  static void open() {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                ended = true;
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  static boolean hasEnded() {
    return ended;
  }
}
