package io.tandemprofiler.model;

/** A profile and whose it is. Immutable. */
public final class Upload {
  private final byte[] profileId;
  private final Producer producer;
  private final Profile profile;

  /**
   * @param profileId 16 random bytes: the key of idempotence
   */
  public Upload(byte[] profileId, Producer producer, Profile profile) {
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
