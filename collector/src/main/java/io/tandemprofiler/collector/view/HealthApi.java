package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.StorageException;
import java.io.IOException;

/** Whether the process lives, and whether it is one to send to. Thread-safe. */
public final class HealthApi {
  private final DataFolder folder;
  private volatile boolean isDraining;

  /**
   * @param folder that must be writable
   */
  public HealthApi(DataFolder folder) {
    this.folder = folder;
  }

  /** Serves {@code /health/live} and {@code /health/ready}. */
  public void addTo(ServerBuilder server) {
    Endpoint.get(server, "/health/live", request -> answer(HttpStatus.OK, "live"));
    Endpoint.get(server, "/health/ready", request -> ready());
  }

  /** From now on it is not ready, so that others are sent to before this one ends. */
  public void drain() {
    isDraining = true;
  }

  private Reply ready() throws IOException {
    if (isDraining) {
      return answer(HttpStatus.SERVICE_UNAVAILABLE, "draining");
    }
    try {
      folder.requireWritable();
      return answer(HttpStatus.OK, "ready");
    } catch (StorageException e) { // whose message names a folder: that is for the log
      return answer(HttpStatus.SERVICE_UNAVAILABLE, "unwritable");
    }
  }

  private static Reply answer(HttpStatus status, String word) throws IOException {
    return Reply.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", word);
          json.writeEndObject();
        });
  }
}
