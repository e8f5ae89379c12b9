package io.tandemprofiler.collector;

import io.tandemprofiler.collector.command.CommandException;
import io.tandemprofiler.collector.tls.CertificateAuthority;
import io.tandemprofiler.collector.tls.CertificateException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code certs}: a private authority and its certificates, for a first start without one. */
@Command(
    name = "certs",
    description = "Makes a private authority and certificates, for a first start without one.",
    subcommands = {CertsCommand.Init.class, CertsCommand.Client.class})
final class CertsCommand {
  @Command(
      name = "init",
      description = {
        "Makes an authority (ca.pem, ca.key) and the collector's certificate (server.pem,"
            + " server.key) in a folder. Nothing that is there is written over.",
      })
  static final class Init implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
        names = "--folder",
        defaultValue = "./tandem-certs",
        description = "Where to. Default: ${DEFAULT-VALUE}")
    private Path folder;

    @Option(
        names = "--host",
        defaultValue = "localhost,127.0.0.1",
        split = ",",
        description =
            "The names and addresses by which the collector is reached. Default: ${DEFAULT-VALUE}")
    private List<String> hosts;

    @Override
    public void run() {
      try {
        CertificateAuthority.create(folder, Clock.systemUTC()).issueServer(hosts);
      } catch (CertificateException e) {
        throw new CommandException(e.getMessage());
      }
      spec.commandLine()
          .getOut()
          .printf(
              """
              %1$s/ca.pem       for agents and browsers that are to trust this collector (ca=...)
              %1$s/server.pem   valid for %2$s
              start             tandem-collector --certificate %1$s/server.pem --key %1$s/server.key
              keep safe         %1$s/ca.key: whoever has it can make certificates
              """,
              folder, String.join(", ", hosts));
    }
  }

  @Command(
      name = "client",
      description =
          "Makes a certificate (NAME.pem, NAME.key) for agents and commands, for a collector that"
              + " demands one by --client-ca.")
  static final class Client implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
        names = "--folder",
        defaultValue = "./tandem-certs",
        description = "Where the authority is. Default: ${DEFAULT-VALUE}")
    private Path folder;

    @Parameters(paramLabel = "NAME", description = "Whose: letters, digits, '.', '_' and '-'.")
    private String name;

    @Override
    public void run() {
      try {
        CertificateAuthority.open(folder, Clock.systemUTC()).issueClient(name);
      } catch (CertificateException e) {
        throw new CommandException(e.getMessage());
      }
      spec.commandLine()
          .getOut()
          .printf("certificate=%1$s/%2$s.pem, key=%1$s/%2$s.key%n", folder, name);
    }
  }
}
