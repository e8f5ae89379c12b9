package io.tandemprofiler.collector.bench;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import io.tandemprofiler.wire.UploadWriter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * How long a collector takes to acknowledge profiles of 15,000 nodes, durably, where so many
 * clients push one after the other without a pause; and to answer a flame graph, before and
 * meanwhile. The clients need the same processors.
 */
@Command(name = "PushBench", mixinStandardHelpOptions = true)
final class PushBench implements Callable<Integer> {
  private static final long WINDOW_MILLIS = 300_000;
  private static final int QUESTIONS = 20;
  private static final RequestHeaders HEADERS =
      RequestHeaders.builder(HttpMethod.POST, "/tandem.v1.ProfilerService/Upload")
          .add("content-type", "application/grpc")
          .add("grpc-encoding", "gzip")
          .add("te", "trailers")
          .build();

  private final HttpClient client = HttpClient.newHttpClient();

  @Parameters(description = "the collector's address")
  private URI url;

  @Option(names = "--clients", defaultValue = "16", description = "that push at once")
  private int clients;

  @Option(names = "--pushes", defaultValue = "60", description = "of each client")
  private int pushes;

  public static void main(String[] args) {
    System.exit(new CommandLine(new PushBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    int warmUp = pushes / 3;
    List<List<byte[]>> all = messages(warmUp + pushes);
    push(all.stream().map(each -> each.subList(0, warmUp)).toList());
    List<Long> idle = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      idle.add(question());
    }
    List<Long> busy = new ArrayList<>();
    long began = System.nanoTime();
    Future<List<Long>> pushing;
    try (Threads threads = new Threads(1)) {
      pushing =
          threads.pool.submit(
              () -> push(all.stream().map(each -> each.subList(warmUp, each.size())).toList()));
      while (!pushing.isDone()) {
        busy.add(question());
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    print("push, " + clients + " clients", pushing.get());
    System.out.printf("  %.0f profiles/s on the wall clock%n", clients * pushes / seconds);
    print("flame graph of all of it, nobody pushes", idle);
    print("flame graph of all of it, while they push", busy);
    return 0;
  }

  /** For each client, as gRPC frames them; no two have the same id. */
  private List<List<byte[]>> messages(int each) throws IOException {
    LargeUploads large = new LargeUploads();
    long latest = System.currentTimeMillis() - WINDOW_MILLIS;
    List<List<byte[]>> messages = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      messages.add(new ArrayList<>());
      for (int i = 0; i < each; i++) {
        long id = (long) client * each + i + 1;
        long start = latest - i * 1000L;
        messages.get(client).add(framed(UploadWriter.writeRequest(large.next(id, start))));
      }
    }
    return messages;
  }

  private static byte[] framed(byte[] message) throws IOException {
    byte[] compressed = IngestBench.gzip(message);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(1); // compressed
    out.writeInt(compressed.length);
    out.write(compressed);
    return bytes.toByteArray();
  }

  /** All at once, each client's one after the other; how long each took, in nanoseconds. */
  private List<Long> push(List<List<byte[]>> messages) throws Exception {
    LinkedBlockingQueue<Long> took = new LinkedBlockingQueue<>();
    List<Future<?>> pushing = new ArrayList<>();
    try (Threads threads = new Threads(clients)) {
      for (List<byte[]> own : messages) {
        pushing.add(threads.pool.submit(() -> push(own, took)));
      }
      for (Future<?> each : pushing) {
        each.get();
      }
    }
    return List.copyOf(took);
  }

  /** By one connection, as an agent does; the time to compress is no part of it. */
  private void push(List<byte[]> messages, Queue<Long> took) {
    try (ClientFactory connection = ClientFactory.builder().build()) {
      WebClient client =
          WebClient.builder("h2c://" + url.getAuthority())
              .factory(connection)
              .responseTimeoutMillis(0)
              .build();
      for (byte[] message : messages) {
        long began = System.nanoTime();
        AggregatedHttpResponse answer =
            client.execute(HEADERS, HttpData.wrap(message)).aggregate().join();
        took.add(System.nanoTime() - began);
        requireAccepted(answer);
      }
    }
  }

  private static void requireAccepted(AggregatedHttpResponse answer) {
    String status = answer.trailers().get("grpc-status", answer.headers().get("grpc-status", "?"));
    if (!status.equals("0")) {
      throw new IllegalStateException("an upload was answered by " + status);
    }
  }

  private long question() throws IOException, InterruptedException {
    URI flameGraph = url.resolve("/api/v1/flamegraph?service=shop&measure=cpu_time");
    long began = System.nanoTime();
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(flameGraph).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("the collector answered " + answer.statusCode());
    }
    return System.nanoTime() - began;
  }

  private static void print(String what, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    System.out.printf(
        "%s: p50 %.0f ms, p95 %.0f ms, longest %.0f ms, of %d%n",
        what,
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 95 / 100) / 1e6,
        sorted.get(sorted.size() - 1) / 1e6,
        sorted.size());
  }

  /** So many threads that end with the block. */
  private static final class Threads implements AutoCloseable {
    private final ExecutorService pool;

    Threads(int count) {
      pool = Executors.newFixedThreadPool(count);
    }

    @Override
    public void close() {
      pool.shutdown();
    }
  }
}
