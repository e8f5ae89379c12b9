package io.tandemprofiler.collector.exchange;

import java.util.Locale;

/** What can be imported. */
public enum FileFormat {
  PPROF,
  COLLAPSED,
  JFR;

  /** As in the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a file, which is not gzipped, looks like. */
  static FileFormat of(byte[] content) {
    boolean isRecording =
        content.length > 3
            && content[0] == 'F'
            && content[1] == 'L'
            && content[2] == 'R'
            && content[3] == 0;
    if (isRecording) {
      return JFR;
    }
    return CollapsedImport.resembles(content) ? COLLAPSED : PPROF;
  }
}
