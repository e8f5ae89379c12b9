package io.tandemprofiler.agent;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an earlier run crashed in async-profiler, as the JVM's crash reports tell. Thread-safe:
 * only functions.
 */
final class EarlierCrash {
  private static final String STANDARD_NAME = "hs_err_pid%p.log";
  private static final Path WORKING_FOLDER = Path.of("/proc/self/cwd");
  private static final Path OTHERWISE = Path.of("/tmp"); // where the working folder takes no file

  private static final int MAX_REPORTS = 20;
  private static final int MAX_FILES = 10_000;
  private static final int MAX_BYTES = 1 << 20;

  /** What comes before it in a report is about the crash, what comes after it about the process. */
  private static final String PROCESS = "---------------  P R O C E S S  ---------------";

  private static final Pattern LIBRARY = Pattern.compile("libasyncProfiler(?:-([\\w.-]+))?\\.so");
  private static final Pattern BLAMED = Pattern.compile("libasyncProfiler|\"Async-profiler ");
  private static final Pattern COMMAND_LINE = Pattern.compile("(?m)^Command Line:.*$");

  private EarlierCrash() {}

  /** Looks where this JVM would write its own report. Never throws. */
  static boolean isKnown() {
    try {
      Path errorFile = Path.of(errorFile());
      Path folder = WORKING_FOLDER.resolve(errorFile).getParent();
      boolean standard = errorFile.getNameCount() == 1 && !Files.isWritable(folder);
      return isIn(standard ? OTHERWISE : folder, names(errorFile.getFileName().toString()));
    } catch (IOException | RuntimeException e) {
      return false; // what cannot be read tells nothing
    }
  }

  /** Whether a report blames the library that an agent of this version brings. */
  static boolean blames(String report, String version) {
    int end = report.indexOf(PROCESS);
    String crash = COMMAND_LINE.matcher(end < 0 ? report : report.substring(0, end)).replaceAll("");
    if (!BLAMED.matcher(crash).find()) {
      return false;
    }
    Matcher library = LIBRARY.matcher(report);
    while (library.find()) {
      if (library.group(1) != null) {
        return library.group(1).equals(version);
      }
    }
    return true;
  }

  private static boolean isIn(Path folder, Pattern names) throws IOException {
    int files = 0;
    int reports = 0;
    try (DirectoryStream<Path> listed = Files.newDirectoryStream(folder)) {
      for (Path file : listed) {
        files++;
        boolean report = names.matcher(file.getFileName().toString()).matches() && isOurs(file);
        if (report) {
          reports++;
          if (blames(beginning(file), Version.TEXT)) {
            return true;
          }
        }
        if (files == MAX_FILES || reports == MAX_REPORTS) {
          return false;
        }
      }
    }
    return false;
  }

  /** Another user's report can be about another program, or made up. */
  private static boolean isOurs(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(file).equals(Files.getOwner(Path.of("/proc/self")));
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  private static String errorFile() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    String set = jvm == null ? "" : jvm.getVMOption("ErrorFile").getValue();
    return set == null || set.isEmpty() ? STANDARD_NAME : set;
  }

  /** The JVM writes its process id for {@code %p}, and the time for {@code %t}. */
  private static Pattern names(String name) {
    return Pattern.compile(Pattern.quote(name).replaceAll("%[pt]", "\\\\E[\\\\w-]+\\\\Q"));
  }
}
