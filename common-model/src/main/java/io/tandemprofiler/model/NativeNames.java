package io.tandemprofiler.model;

import java.util.regex.Pattern;

/** Names native libraries so that no path and no text of a program is in it (R29). */
final class NativeNames {
  private static final String DELETED = " (deleted)";

  /** A file that exists in memory only: the program itself gave it its name. */
  private static final String IN_MEMORY = "/memfd:";

  /** What libraries unpacked at run time are told apart by: UUIDs, and long numbers. */
  private static final Pattern DRAWN =
      Pattern.compile(
          "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
              + "|(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{6,}");

  /** What libraries and programs are called, and the two that the kernel itself maps. */
  private static final Pattern LIBRARY =
      Pattern.compile("[A-Za-z0-9_.+-]*|\\[vdso\\]|\\[vsyscall\\]");

  private NativeNames() {}

  /**
   * The base name as it is sent; {@link Names#GENERATED} where no library is called so. Twice gives
   * the same as once.
   *
   * @param path as the kernel lists a mapping; empty where there is none
   */
  static String library(String path) {
    if (path.startsWith(IN_MEMORY)) {
      return Names.GENERATED;
    }
    String file = path.substring(path.lastIndexOf('/') + 1);
    String kept =
        file.endsWith(DELETED) ? file.substring(0, file.length() - DELETED.length()) : file;
    String before;
    do {
      before = kept;
      kept = DRAWN.matcher(before).replaceAll("");
    } while (!kept.equals(before));
    return LIBRARY.matcher(kept).matches() ? Names.clean(kept) : Names.GENERATED;
  }
}
