package io.tandemprofiler.collector.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Inflates, and knows what follows the end: the JDK's own ignores it. */
final class GzipBody extends GZIPInputStream {
  private static final int TRAILER_BYTES = 8;

  /** All is read into one buffer at once: only there can be seen what was not used. */
  GzipBody(byte[] bytes, int offset, int length) throws IOException {
    super(new ByteArrayInputStream(bytes, offset, length), Math.max(length, 1));
  }

  /** How many bytes are no part of the gzip; told once everything was read. */
  int bytesAfterEnd() {
    return inf.getRemaining() - TRAILER_BYTES;
  }
}
