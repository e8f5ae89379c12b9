package io.tandemprofiler.collector;

import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Writes what two instances of a shop say over two hours, up to now: version 1.4, and after 80
 * minutes 1.5, which parses with more and prices with less; a session class that grows; and memory.
 * Each upload is a message in the frame of gRPC.
 *
 * <p>{@code java -cp tandem-collector.jar:test-classes …GeneratedShop shop > uploads}
 */
public final class GeneratedShop {
  private static final long WINDOW = Duration.ofMinutes(5).toMillis();
  private static final int WINDOWS = 24;
  private static final int FIRST_OF_1_5 = 16;
  private static final long MB = 1 << 20;
  private static final String HANDLE =
      "com.acme.http.Worker#run;com.acme.http.Router#handle;com.acme.";

  private final String service;
  private final Random random = new Random(1);

  private GeneratedShop(String service) {
    this.service = service;
  }

  public static void main(String[] args) throws IOException {
    GeneratedShop shop = new GeneratedShop(args[0]);
    long last = System.currentTimeMillis() / WINDOW * WINDOW - WINDOW;
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    for (int window = 0; window < WINDOWS; window++) {
      for (String instance : List.of("one", "two")) {
        long start = last - (WINDOWS - 1 - window) * WINDOW;
        byte[] message = shop.upload(window, start, instance).request();
        out.writeByte(0); // not compressed
        out.writeInt(message.length);
        out.write(message);
      }
    }
    out.flush();
  }

  private Uploads upload(int window, long start, String instance) {
    boolean later = window >= FIRST_OF_1_5;
    long sessions = 40_000 + 6_000L * window + random.nextInt(4_000);
    return Uploads.upload(window * 2L + (instance.equals("two") ? 1 : 0))
        .service(service)
        .instance(instance)
        .at(start)
        .lasting((int) WINDOW)
        .label("env", "prod")
        .label("version", later ? "1.5" : "1.4")
        .cpu(
            later ? 66_000_000 : 60_000_000,
            stack("cart.Cart#total;com.acme.cart.Discounts#apply", later ? 120 : 240),
            stack("cart.Cart#total", 90),
            stack("json.Parser#parse;com.acme.json.Numbers#read", later ? 260 : 130),
            stack("json.Parser#parse", 75),
            stack("page.Page#render;com.acme.page.Escaper#escape", 110),
            stack("page.Page#render;java.lang.StringBuilder#append", 40),
            stack(later ? "search.Index#find" : "search.Scan#find", later ? 45 : 60),
            stack("http.Access#log", 3))
        .allocated(
            HANDLE + "cart.Session#create 40 " + 40 * MB,
            HANDLE + "json.Parser#parse 60 " + 90 * MB)
        .stalled(21_000 + random.nextInt(5_000))
        .heap(
            count("byte[]", 300_000 + random.nextInt(60_000), 400),
            count("com.acme.cart.Session", sessions, 640),
            count("java.lang.String", 700_000 + random.nextInt(90_000), 24),
            count("java.util.HashMap$Node", 2 * sessions + random.nextInt(9_000), 48),
            count("java.lang.Object[]", 90_000 + random.nextInt(30_000), 88),
            count("com.acme.json.Token[]", 9_000 + random.nextInt(9_000), 512),
            count("char[]", 20_000 + random.nextInt(4_000), 120),
            count("com.acme.cart.Cart", 12_000 + random.nextInt(2_000), 96),
            count("java.lang.Long", 30_000 + random.nextInt(2_000), 24),
            count("java.lang.Class", 9_000, 72))
        .statistics(memory(later, sessions));
  }

  private ProcessStatistics memory(boolean later, long sessions) {
    long used = 210 * MB + sessions * 700;
    return Uploads.memory(
        new Gauge(620 * MB + random.nextInt(20) * MB, 660 * MB, 0),
        new Gauge(used, used + 90 * MB, 512 * MB),
        40 + random.nextInt(20),
        (later ? 4_500_000L : 2_100_000L) + random.nextInt(300_000));
  }

  private String stack(String functions, int samples) {
    return HANDLE + functions + " " + (samples + random.nextInt(1 + samples / 10));
  }

  private static String count(String className, long objects, int size) {
    return className + " " + objects + " " + objects * size;
  }
}
