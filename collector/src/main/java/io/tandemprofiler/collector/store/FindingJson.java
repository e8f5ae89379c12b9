package io.tandemprofiler.collector.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;

/** Findings as they are stored: JSON with the fields of {@link KnownFinding}. Thread-safe. */
final class FindingJson {
  /** Fields that are added later are no reason to lose what an older collector wrote. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addMixIn(Frame.class, FrameFields.class)
          .addMixIn(KnownFinding.class, RecordFields.class)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private FindingJson() {}

  static String write(KnownFinding finding) {
    try {
      return JSON.writeValueAsString(finding);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write finding " + finding.id(), e);
    }
  }

  /**
   * @throws StorageException where it is none
   */
  static KnownFinding read(String json) {
    try {
      KnownFinding finding = JSON.readValue(json, KnownFinding.class);
      if (finding == null) {
        throw new StorageException("read a finding: it is null", null);
      }
      return finding;
    } catch (JsonProcessingException e) {
      throw new StorageException("read a finding: " + e.getOriginalMessage(), e);
    }
  }

  /** How a frame is written. */
  private abstract static class FrameFields {
    @JsonCreator
    @SuppressWarnings("UnusedVariable") // a mix-in names fields and does nothing
    FrameFields(
        @JsonProperty("language") Language language,
        @JsonProperty("owner") String owner,
        @JsonProperty("function") String function) {}

    @JsonProperty
    abstract Language language();

    @JsonProperty
    abstract String owner();

    @JsonProperty
    abstract String function();
  }

  /** What follows from the fields is not written. */
  @JsonIgnoreProperties({"lastMillis"})
  private interface RecordFields {}
}
