package io.tandemprofiler.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program on a file system of its own, which is really full. It is mounted for the process
 * alone, and goes with it. Needs the right to mount: root, or a kernel that gives namespaces to
 * users; part of {@code make test-matrix}.
 */
final class FullDiskCheck {
  private static final String MOUNT = "mount -t tmpfs -o size=16m tmpfs \"$0\" && exec \"$@\"";
  private static final int STACKS = 500;
  private static final int MANY = 10_000;

  @TempDir private Path folder;
  private long uploads;

  @Test
  void fullDisk_refusesWithTheReasonAnswersAndRecoversByItself() throws Exception {
    Path errors = folder.resolve("errors");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    List<String> mounted =
        List.of("unshare", "--map-root-user", "--mount", "sh", "-c", MOUNT, disk.toString());
    String data = disk.resolve("data").toString();
    try (Program collector =
        Program.start(errors, mounted, Main.class, "serve", "--port", "0", "--data", data)) {
      String line = collector.line();
      assertThat(line).as(Files.readString(errors)).contains(" at http://");
      String url = line.replaceAll(".* at (\\S+), .*", "$1");
      Path ballast = Path.of("/proc/" + collector.pid() + "/root" + disk, "ballast");
      try (Agent agent = new Agent(url)) {
        upload(agent);
        assertThat(Files.exists(disk.resolve("data"))).as("it is on the other disk").isFalse();

        fill(ballast);
        assertThatThrownBy(() -> uploadMany(agent))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                refused -> {
                  assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                  assertThat(refused).hasMessageContaining("the disk is full");
                });
        assertThat(stored(url)).as("reading goes on").isEqualTo(uploads);

        Files.delete(ballast);
        upload(agent);
        assertThat(stored(url)).as("by itself").isEqualTo(uploads);
      }
      collector.terminate();
      assertThat(collector.exitCode()).isZero();
    }
  }

  private void uploadMany(Agent agent) {
    for (int i = 0; i < MANY; i++) {
      upload(agent);
    }
  }

  private void upload(Agent agent) {
    long id = uploads + 1;
    String[] stacks = new String[STACKS];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] = "main;parse" + id + ";work" + id * 31 + "of" + i + " 1";
    }
    agent.upload(
        Uploads.upload(id).at(System.currentTimeMillis()).cpu(STACKS * 100, stacks).request());
    uploads = id; // only where it was acknowledged
  }

  /** How many uploads are in the call tree of all. */
  private static long stored(String url) throws Exception {
    String all = "/api/v1/functions?service=shop&from_millis=0&to_millis=9999999999999";
    long samples = Http.json(url + all).get("samples").asLong();
    assertThat(samples % STACKS).as("whole uploads").isZero();
    return samples / STACKS;
  }

  /** Writes until there is no room for another byte. */
  private static void fill(Path ballast) throws IOException {
    byte[] bytes = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(bytes);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }
}
