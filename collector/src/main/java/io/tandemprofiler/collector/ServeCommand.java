package io.tandemprofiler.collector;

import io.tandemprofiler.collector.analysis.Rules;
import io.tandemprofiler.collector.store.SqliteAccessStore;
import io.tandemprofiler.collector.store.StorageException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code serve}: runs until the process is asked to end. */
@Command(name = "serve", description = "Receives profiles, keeps them and shows them. The default.")
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
  private static final int MAX_PORT = 65535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "4747",
      description = "For agents and browsers; 0 for any free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}")
  private String listen;

  @Option(
      names = "--data",
      defaultValue = "./tandem-data",
      description = "The folder that keeps everything. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "A folder of rules of your own (*.yaml), see 'rules'.")
  private Path rules;

  @Mixin private RetentionOptions retention;
  @Mixin private WebhookOptions webhook;

  @Mixin private TlsOptions tls;

  @SuppressWarnings("unused") // read before the others, see Settings; here for the help
  @Mixin
  private SettingsOption settings;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      converter = LogFormat.Words.class,
      description =
          "How messages are written on the standard error; json: one object a line. Default:"
              + " ${DEFAULT-VALUE}")
  private LogFormat logFormat;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "0",
      converter = Seconds.class,
      description =
          "How long /health/ready says no, and all else is answered, before the end that it was"
              + " asked for begins. Default: ${DEFAULT-VALUE}")
  private Duration drain;

  @Option(
      names = "--auth",
      negatable = true,
      description =
          "Who comes must show a token (see token). The default on other addresses than loopback,"
              + " but with --insecure or --client-ca.")
  private Boolean auth;

  @Override
  public Integer call() throws InterruptedException {
    logFormat.use();
    Clock clock = Clock.systemUTC();
    try {
      Collector.Listening listening = listening(clock);
      serve(
          Collector.start(
              listening, data, retention.get(), rules(), webhook.get(spec.commandLine()), clock),
          listening.host());
      return 0;
    } catch (StartException e) {
      spec.commandLine().getErr().println("tandem-collector: " + e.getMessage());
      return 1;
    }
  }

  /**
   * Refuses options that do not go together; starts nothing.
   *
   * @throws StartException where a file that they name cannot be used
   */
  void check() throws StartException {
    listening(Clock.systemUTC());
    webhook.get(spec.commandLine());
  }

  private Collector.Listening listening(Clock clock) throws StartException {
    InetAddress host = host();
    if (port < 0 || port > MAX_PORT) {
      throw wrongUse("--port: " + port + " is not from 0 to " + MAX_PORT);
    }
    requireSafe(host);
    return new Collector.Listening(host, port, tls.certificates(clock), isAuthenticated(host));
  }

  private void serve(Collector collector, InetAddress host) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(collector, drain), "end"));
    if (!host.isLoopbackAddress() && !tls.knowsItsClients() && !isAuthenticated(host)) {
      LOG.warn(
          "listening on {} with --insecure: whoever reaches this address can read and send"
              + " profiles",
          host.getHostAddress());
    }
    if (auth == null && !isAuthenticated(host)) {
      warnOfTokens();
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "tandem-collector %s at %s, data in %s%n",
        Version.number(), collector.url(), collector.data());
    out.flush();
    new CountDownLatch(1).await();
  }

  /** Whoever made one believes that it is asked for. */
  private void warnOfTokens() {
    try {
      if (SqliteAccessStore.knowsAnybody(data)) {
        LOG.warn(
            "there are tokens or users, and nobody is asked who they are: say --auth, or --no-auth"
                + " where that is meant");
      }
    } catch (StorageException e) {
      LOG.warn("whether there are tokens or users is not known: {}", e.getMessage());
    }
  }

  /** Ends with 0 what a signal began: to be asked to end is no failure. */
  private static void end(Collector collector, Duration drain) {
    int code = 0;
    try {
      collector.drain();
      Thread.sleep(drain.toMillis());
      collector.close();
    } catch (RuntimeException | InterruptedException e) {
      LOG.error("end: {}", e.toString(), e);
      code = 1;
    }
    Runtime.getRuntime().halt(code);
  }

  /** What listens beyond loopback encrypts and asks who comes, or is told that it need not. */
  private void requireSafe(InetAddress host) {
    if (host.isLoopbackAddress() || tls.isInsecure()) {
      return;
    }
    if (!tls.encrypts()) {
      throw wrongUse(
          "--listen: what goes to and from "
              + host.getHostAddress()
              + " could be read on the way: give --certificate and --key (see certs --help), or say"
              + " --insecure");
    }
    if (!isAuthenticated(host) && !tls.knowsItsClients()) {
      throw wrongUse(
          "--no-auth: whoever reaches "
              + host.getHostAddress()
              + " could read and send profiles: demand certificates by --client-ca, or say"
              + " --insecure");
    }
  }

  private boolean isAuthenticated(InetAddress host) {
    boolean isOpen = host.isLoopbackAddress() || tls.isInsecure() || tls.knowsItsClients();
    return auth == null ? !isOpen : auth;
  }

  /** Those of the collector and of the folder; what cannot be read is told and left out. */
  private Rules rules() {
    Rules all = rules == null ? Rules.builtIn() : Rules.builtIn().with(Rules.read(rules));
    all.errors().forEach(error -> LOG.warn("a rule is left out: {}", error));
    return all;
  }

  private InetAddress host() {
    try {
      return InetAddress.getByName(listen);
    } catch (UnknownHostException e) {
      throw wrongUse("--listen: '" + listen + "' is not an address of this machine");
    }
  }

  /** At most an hour. */
  static final class Seconds implements ITypeConverter<Duration> {
    private static final int MAX = 3600;

    @Override
    public Duration convert(String text) {
      if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MAX) {
        throw new TypeConversionException("'" + text + "' is not from 0 to " + MAX + " seconds");
      }
      return Duration.ofSeconds(Integer.parseInt(text));
    }
  }

  private ParameterException wrongUse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
