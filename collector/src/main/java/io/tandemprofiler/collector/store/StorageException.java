package io.tandemprofiler.collector.store;

import java.io.IOException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The store could not do what was asked; the message says what that was. Worth another try. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether there was no room for what should have been written. */
  public boolean isDiskFull() {
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      boolean inDatabase =
          cause instanceof SQLiteException sqlite
              && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
      boolean inFile =
          cause instanceof IOException
              && String.valueOf(cause.getMessage()).contains("No space left on device");
      if (inDatabase || inFile) {
        return true;
      }
    }
    return false;
  }
}
