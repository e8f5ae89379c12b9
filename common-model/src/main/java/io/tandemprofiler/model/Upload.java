package io.tandemprofiler.model;

import java.util.Arrays;

/** A profile and whose it is. Immutable. */
public final class Upload {
  private final byte[] profileId;
  private final Producer producer;
  private final Profile profile;

  /**
   * @param profileId 16 random bytes, not all zero: the key of idempotence
   */
  public Upload(byte[] profileId, Producer producer, Profile profile) {
    if (profileId.length != 16 || Arrays.equals(profileId, new byte[16])) {
      throw new IllegalArgumentException(
          "profile_id " + Arrays.toString(profileId) + " is not 16 bytes, not all zero");
    }
    this.profileId = profileId;
    this.producer = producer;
    this.profile = profile;
  }

  public byte[] profileId() {
    return profileId;
  }

  public Producer producer() {
    return producer;
  }

  public Profile profile() {
    return profile;
  }

  /** Revision of the format that this version writes and reads. */
  public static final int FORMAT_REVISION = 1;
}
