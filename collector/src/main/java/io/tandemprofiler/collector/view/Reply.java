package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * What is answered.
 *
 * @param lasting whether the same question will be answered so again, but for what arrives late: it
 *     may be kept, and is asked for again by its entity tag
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(HttpStatus status, MediaType type, byte[] body, boolean lasting, HttpHeaders headers) {
  private static final JsonFactory JSON = new JsonFactory();

  static Reply json(Body body) throws IOException {
    return json(HttpStatus.OK, body);
  }

  static Reply json(HttpStatus status, Body body) throws IOException {
    return of(status, MediaType.JSON_UTF_8, bytes(body));
  }

  static Reply of(HttpStatus status, MediaType type, byte[] body) {
    return new Reply(status, type, body, false, HttpHeaders.of());
  }

  /** Lasting where the range that was asked for is over. */
  Reply lastingIf(boolean closed) {
    return new Reply(status, type, body, closed, headers);
  }

  Reply with(CharSequence header, String value) {
    return new Reply(status, type, body, lasting, headers.toBuilder().set(header, value).build());
  }

  static byte[] bytes(Body body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      body.write(json);
    }
    return out.toByteArray();
  }

  /** What a reply holds. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
