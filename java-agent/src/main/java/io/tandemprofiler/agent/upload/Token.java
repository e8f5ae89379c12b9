package io.tandemprofiler.agent.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** What shows the collector who we are: set, in a file, or nothing. Immutable. */
public final class Token {
  /** Nothing is shown. */
  public static final Token NONE = new Token(Optional.empty(), Optional.empty(), text -> false);

  private final Optional<String> set;
  private final Optional<Path> file;
  private final Predicate<String> isToken;

  /**
   * @param file holds it, with white space around it or none
   * @param isToken whether what a file holds may be shown
   */
  public Token(Optional<String> set, Optional<Path> file, Predicate<String> isToken) {
    this.set = set;
    this.file = file;
    this.isToken = isToken;
  }

  boolean isPresent() {
    return set.isPresent() || file.isPresent();
  }

  /**
   * The token; empty where there is none. A file is read at each call: who replaces it tells
   * nobody, and neither its time nor its length need change then.
   *
   * @throws IOException where it cannot be read or holds no token, or both are set; the message
   *     names the setting, never the file nor anything in it
   */
  Optional<String> read() throws IOException {
    if (file.isEmpty()) {
      return set;
    }
    if (set.isPresent()) {
      throw new IOException("token and token_file exclude one another: both are set");
    }
    String text = new String(SettingFile.read("token_file", file.get()), ISO_8859_1).strip();
    if (!isToken.test(text)) {
      throw new IOException("the file of the setting token_file holds no token");
    }
    return Optional.of(text);
  }
}
