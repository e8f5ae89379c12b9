package io.tandemprofiler.wire;

import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Upload;
import java.util.Arrays;

/**
 * Reads uploads strictly: what breaks a rule of SPEC.md is refused, citing it. The size of a
 * message (R1) and the collector's clock (R11) are the caller's to check. Thread-safe: only
 * functions.
 *
 * <p>Costs one pass, no recursion; memory is bounded by a small multiple of the bytes.
 */
public final class UploadReader {
  private static final int PROFILE_ID_BYTES = 16;

  private UploadReader() {}

  /** Reads the message {@code UploadRequest}. */
  public static Upload readRequest(byte[] request) throws RefusedException {
    return read(uploadBytes(request));
  }

  /** The bytes of the message {@code Upload} inside those of an {@code UploadRequest}. */
  public static byte[] uploadBytes(byte[] request) throws RefusedException {
    MessageReader in = new MessageReader(request, "UploadRequest");
    byte[] upload = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknownField();
      }
      upload = in.bytes();
    }
    if (upload.length == 0) {
      throw RefusedException.of("R7", "a request without an upload");
    }
    return upload;
  }

  /** Reads the message {@code Upload}. */
  public static Upload read(byte[] upload) throws RefusedException {
    MessageReader in = new MessageReader(upload, "Upload");
    int revision = 0;
    byte[] profileId = {};
    Producer producer = null;
    Profile profile = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          revision = in.index();
          break;
        case 2:
          profileId = in.bytes();
          break;
        case 3:
          producer = ProducerReader.read(in.message("Producer"));
          break;
        case 4:
          profile = new ProfileReader().read(in.message("Profile"));
          break;
        default:
          throw in.unknownField();
      }
    }
    requireRevision(revision);
    requireProfileId(profileId);
    if (producer == null) {
      throw RefusedException.of("R9", "no producer");
    }
    if (profile == null) {
      throw RefusedException.of("R11", "no profile");
    }
    return new Upload(profileId, producer, profile);
  }

  private static void requireRevision(int revision) throws RefusedException {
    if (revision != Upload.FORMAT_REVISION) {
      throw RefusedException.of(
          "R7", "format revision is " + revision + ", not " + Upload.FORMAT_REVISION);
    }
  }

  private static void requireProfileId(byte[] id) throws RefusedException {
    if (id.length != PROFILE_ID_BYTES || Arrays.equals(id, new byte[PROFILE_ID_BYTES])) {
      throw RefusedException.of("R8", "profile_id has " + id.length + " bytes, or is all zero");
    }
  }
}
