package io.tandemprofiler.collector;

import io.tandemprofiler.collector.analysis.Rules;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

  @Override
  public Integer call() throws InterruptedException {
    InetAddress host = host();
    if (port < 0 || port > MAX_PORT) {
      throw wrongUse("--port: " + port + " is not from 0 to " + MAX_PORT);
    }
    if (!host.isLoopbackAddress() && !tls.knowsItsClients() && !tls.isInsecure()) {
      throw wrongUse(
          "--listen: whoever reaches "
              + host.getHostAddress()
              + " could read and send profiles: demand certificates by --client-ca (see certs"
              + " --help), or say --insecure");
    }
    Clock clock = Clock.systemUTC();
    try {
      Collector.Listening listening = new Collector.Listening(host, port, tls.certificates(clock));
      serve(
          Collector.start(
              listening, data, retention.get(), rules(), webhook.get(spec.commandLine()), clock),
          host);
      return 0;
    } catch (StartException e) {
      spec.commandLine().getErr().println("tandem-collector: " + e.getMessage());
      return 1;
    }
  }

  private void serve(Collector collector, InetAddress host) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(collector), "end"));
    if (!host.isLoopbackAddress() && !tls.knowsItsClients()) {
      LOG.warn(
          "listening on {} with --insecure: whoever reaches this address can read and send"
              + " profiles",
          host.getHostAddress());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "tandem-collector %s at %s, data in %s%n",
        Version.number(), collector.url(), collector.data());
    out.flush();
    new CountDownLatch(1).await();
  }

  /** Ends with 0 what a signal began: to be asked to end is no failure. */
  private static void end(Collector collector) {
    int code = 0;
    try {
      collector.close();
    } catch (RuntimeException e) {
      LOG.error("end: {}", e.toString(), e);
      code = 1;
    }
    Runtime.getRuntime().halt(code);
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

  private ParameterException wrongUse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
