package io.tandemprofiler.collector;

import io.tandemprofiler.collector.access.Tokens;
import io.tandemprofiler.collector.access.Tokens.Issued;
import io.tandemprofiler.collector.access.Tokens.Wanted;
import io.tandemprofiler.collector.command.Span;
import io.tandemprofiler.collector.store.AccessToken;
import io.tandemprofiler.collector.store.Right;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code token}: by which agents, commands and scripts come in. */
@Command(
    name = "token",
    description = "Makes and ends the tokens by which agents, commands and scripts come in.",
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.ListAll.class,
      TokenCommand.Revoke.class,
      TokenCommand.Rotate.class
    })
final class TokenCommand {
  private static final Clock CLOCK = Clock.systemUTC();

  @Command(
      name = "create",
      description = "Makes a token, and prints it once: nobody can show it again.")
  static final class Create implements Runnable {
    @Mixin private AccessData data;

    @Option(names = "--name", required = true, description = "What it is for.")
    private String name;

    @Option(
        names = "--service",
        paramLabel = "PATTERN",
        defaultValue = "*",
        description =
            "The services it is good for; * stands for any characters. Default: ${DEFAULT-VALUE}")
    private String services;

    @Option(
        names = "--right",
        paramLabel = "RIGHT",
        split = ",",
        defaultValue = "upload",
        description =
            "upload (agents), read, operate (change settings and findings), administer. Default:"
                + " ${DEFAULT-VALUE}")
    private Set<Right> rights;

    @Option(
        names = "--expires",
        paramLabel = "SPAN",
        converter = Span.class,
        description = "After which it is not valid, as in 90d. Without it never.")
    private Duration expires;

    @Override
    public void run() {
      data.onStore(
          store ->
              print(
                  data,
                  new Tokens(store, CLOCK)
                      .create(
                          new Wanted(name, data.tenant(), services, rights),
                          Optional.ofNullable(expires),
                          data.actor())));
    }
  }

  @Command(name = "list", description = "Prints a tenant's tokens, but for what is secret.")
  static final class ListAll implements Runnable {
    @Mixin private AccessData data;

    @Override
    public void run() {
      data.onStore(
          store -> {
            for (AccessToken token : new Tokens(store, CLOCK).list(data.tenant())) {
              data.out()
                  .printf(
                      "%s  %s  %s of %s, %s, %s%n",
                      token.id(),
                      token.name(),
                      words(token.rights()),
                      token.services(),
                      state(token, CLOCK.millis()),
                      token.usedMillis() == 0 ? "never used" : "used " + day(token.usedMillis()));
            }
          });
    }
  }

  @Command(
      name = "revoke",
      description = "Ends a token: a running collector refuses it within seconds.")
  static final class Revoke implements Runnable {
    @Mixin private AccessData data;

    @Parameters(paramLabel = "ID", description = "As list prints it; not the token.")
    private String id;

    @Override
    public void run() {
      data.onStore(
          store -> {
            new Tokens(store, CLOCK).revoke(data.tenant(), id, data.actor());
            data.out().println(id + " is revoked");
          });
    }
  }

  @Command(
      name = "rotate",
      description = "Makes another token in place of one, which ends a while later.")
  static final class Rotate implements Runnable {
    @Mixin private AccessData data;

    @Parameters(paramLabel = "ID", description = "As list prints it; not the token.")
    private String id;

    @Option(
        names = "--overlap",
        paramLabel = "SPAN",
        converter = Span.class,
        defaultValue = "1h",
        description = "For how long the old one is valid yet. Default: ${DEFAULT-VALUE}")
    private Duration overlap;

    @Override
    public void run() {
      data.onStore(
          store -> {
            print(data, new Tokens(store, CLOCK).rotate(data.tenant(), id, overlap, data.actor()));
            data.err().println(id + " ends in " + overlap.toSeconds() + " s");
          });
    }
  }

  /** The token alone on standard output, so that a script can take it from there. */
  private static void print(AccessData data, Issued issued) {
    AccessToken token = issued.token();
    data.err()
        .printf(
            "token %s of tenant %s: %s for services like '%s'. It is shown this once.%n",
            token.id(), token.tenant(), words(token.rights()), token.services());
    data.err().flush();
    data.out().println(issued.secret());
  }

  private static String words(Set<Right> rights) {
    return rights.stream().sorted().map(Right::word).collect(Collectors.joining(","));
  }

  private static String state(AccessToken token, long now) {
    if (token.isRevoked()) {
      return "revoked " + day(token.revokedMillis());
    }
    if (token.isExpired(now)) {
      return "expired " + day(token.expiresMillis());
    }
    return token.expiresMillis() == 0 ? "valid" : "valid until " + day(token.expiresMillis());
  }

  private static String day(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MINUTES).toString();
  }
}
