package io.tandemprofiler.collector.access;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Recognises passwords by Argon2id, as text that names its own costs (the PHC string format).
 * Thread-safe; each call takes 19 MiB and some hundredths of a second, on purpose.
 */
final class Passwords {
  static final int MIN_CHARS = 12;
  static final int MAX_CHARS = 1000;

  // the second choice of the OWASP Password Storage Cheat Sheet
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern HASH =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private final SecureRandom random = new SecureRandom();

  String hash(char[] password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = argon2(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
    return String.format(
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", MEMORY_KIB, PASSES, LANES, text(salt), text(hash));
  }

  /** Whether this is the password of which that is the hash. */
  boolean matches(char[] password, String hash) {
    Matcher parts = HASH.matcher(hash);
    if (!parts.matches()) {
      throw new IllegalStateException("the hash of a password is not Argon2id's");
    }
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] found =
        argon2(
            password,
            Base64.getDecoder().decode(parts.group(4)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            expected.length);
    return MessageDigest.isEqual(found, expected);
  }

  /** Takes as long as {@link #matches}, where there is nothing to match. */
  void matchNobody() {
    hash(new char[0]);
  }

  private static byte[] argon2(
      char[] password, byte[] salt, int memoryKib, int passes, int lanes, int bytes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[bytes];
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] text = new byte[utf8.remaining()];
    utf8.get(text);
    generator.generateBytes(text, hash);
    return hash;
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
