package io.tandemprofiler.collector;

import static io.tandemprofiler.collector.Uploads.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandemprofiler.collector.store.DataFolder;
import io.tandemprofiler.collector.store.LayeredProfileStore;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.collector.store.ProfileStore;
import io.tandemprofiler.collector.store.Retention;
import io.tandemprofiler.collector.store.Stores;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DataCommandsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path data;

  @BeforeEach
  void store() {
    data = folder.resolve("data");
    try (DataFolder held = DataFolder.hold(data);
        ProfileStore store =
            LayeredProfileStore.open(Stores.open(held), Clock.systemUTC(), 1 << 20)) {
      for (int i = 0; i < 3; i++) {
        Uploads one = upload(i).cpu(100, "main;work" + i + " 1");
        store.append("default", one.build(), one.bytes()).join();
      }
    }
  }

  @Test
  void compact_movesProfilesOfHoursThatAreOver() {
    assertThat(run(new StatsCommand())).isZero();
    assertThat(out.toString()).isEqualTo("profiles of open hours: 3\n");
    assertThat(run(new CompactCommand())).isZero();
    assertThat(run(new StatsCommand())).isZero();
    assertThat(out.toString())
        .contains("profiles of open hours: 0", "profile        1 objects,         3 profiles");
    assertThat(ids(data)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void compact_givesItsLeaseBackAndSaysWhereAnotherHasIt() {
    assertThat(run(new CompactCommand())).isZero();
    assertThat(run(new CompactCommand())).isZero();
    long now = System.currentTimeMillis();
    try (DataFolder held = DataFolder.hold(data);
        Stores stores = Stores.open(held)) {
      assertThat(stores.hot().lease("killed", now, now + 300_000)).isPresent();
    }
    assertThat(run(new CompactCommand())).isEqualTo(1);
    assertThat(err.toString()).contains("nothing was done: ", "until 5 min after its last step");
  }

  @Test
  void verify_namesWhatIsDamaged() throws IOException {
    run(new CompactCommand());
    assertThat(run(new VerifyCommand())).isZero();
    assertThat(out.toString()).contains("all is whole");
    Path object;
    try (Stream<Path> files = Files.walk(data.resolve("objects/hour"))) {
      object = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] content = Files.readAllBytes(object);
    content[3] ^= 1;
    Files.write(object, content);
    assertThat(run(new VerifyCommand())).isEqualTo(1);
    assertThat(out.toString()).contains("object hour/", "it is damaged", "1 damaged");
  }

  @Test
  void restore_givesBackWhatWasBackedUp() throws IOException {
    run(new CompactCommand());
    Path backup = folder.resolve("backup");
    Path restored = folder.resolve("restored");
    for (int again = 0; again < 2; again++) {
      assertThat(run(new BackupCommand(), "--to", backup.toString())).isZero();
    }
    assertThat(Files.getPosixFilePermissions(backup.resolve("profiles.sqlite")))
        .as("other people's names")
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(runOn(restored, new RestoreCommand(), "--from", backup.toString())).isZero();
    assertThat(runOn(restored, new VerifyCommand())).isZero();
    assertThat(ids(restored)).containsExactly(0L, 1L, 2L);
    assertThat(runOn(restored, new RestoreCommand(), "--from", backup.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is data in " + restored + " already");
  }

  @Test
  void backup_holdsAllThatARunningCollectorHadAcknowledged() throws Exception {
    Path live = folder.resolve("live");
    Path backup = folder.resolve("backup");
    Path restored = folder.resolve("restored");
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicBoolean isOver = new AtomicBoolean();
    int before;
    try (Collector collector = collector(live);
        Agent agent = new Agent(collector.url())) {
      CompletableFuture<Void> uploading =
          CompletableFuture.runAsync(
              () -> {
                while (!isOver.get()) {
                  int i = acknowledged.get();
                  agent.upload(upload(i).at(System.currentTimeMillis()).cpu(1, "main 1").request());
                  acknowledged.set(i + 1);
                }
              });
      try {
        while (acknowledged.get() < 10 && !uploading.isDone()) {
          Thread.onSpinWait();
        }
        before = acknowledged.get();
        assertThat(runOn(live, new BackupCommand(), "--to", backup.toString())).isZero();
        assertThat(runOn(live, new RestoreCommand(), "--from", backup.toString()))
            .as("over a collector that runs")
            .isEqualTo(1);
      } finally {
        isOver.set(true);
      }
      uploading.join();
    }
    assertThat(runOn(restored, new RestoreCommand(), "--from", backup.toString())).isZero();
    assertThat(runOn(restored, new VerifyCommand())).isZero();
    try (Collector collector = collector(restored)) {
      JsonNode services = Http.json(collector.url() + "/api/v1/services").get("services");
      assertThat(services.get(0).get("profiles").asInt()).isBetween(before, acknowledged.get());
    }
  }

  private static Collector collector(Path folder) throws StartException {
    return Collector.start(
        InetAddress.getLoopbackAddress(), 0, folder, Retention.DEFAULT, Clock.systemUTC());
  }

  @Test
  void commands_nameAFolderThatIsInUseOrEmpty() {
    try (DataFolder held = DataFolder.hold(data)) {
      assertThat(run(new VerifyCommand())).isEqualTo(1);
      assertThat(err.toString()).contains("data folder " + held.path() + " is in use");
      assertThat(run(new BackupCommand(), "--to", folder.resolve("live").toString())).isZero();
    }
    assertThat(ids(folder.resolve("live"))).containsExactly(0L, 1L, 2L);
    assertThat(runOn(folder.resolve("nothing"), new StatsCommand())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no data in " + folder.resolve("nothing"));
    assertThat(folder.resolve("nothing")).doesNotExist();
  }

  private int run(Object command, String... arguments) {
    return runOn(data, command, arguments);
  }

  private int runOn(Path where, Object command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--data", where.toString()));
    all.addAll(List.of(arguments));
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private static List<Long> ids(Path where) {
    List<Long> ids = new ArrayList<>();
    try (DataFolder held = DataFolder.hold(where);
        ProfileStore store =
            LayeredProfileStore.open(Stores.open(held), Clock.systemUTC(), 1 << 20)) {
      store.visit(
          new ProfileSelection("default", "shop", 0, Long.MAX_VALUE, Map.of()),
          upload -> ids.add(Uploads.id(upload)));
    }
    return ids;
  }
}
