package io.tandemprofiler.collector;

import io.tandemprofiler.collector.access.Users;
import io.tandemprofiler.collector.command.CommandException;
import io.tandemprofiler.collector.store.Role;
import io.tandemprofiler.collector.store.UserAccount;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code user}: the accounts by which people come in. */
@Command(
    name = "user",
    description = "Makes and ends the accounts by which people log in to the page.",
    subcommands = {
      UserCommand.Add.class,
      UserCommand.ListAll.class,
      UserCommand.ChangePassword.class,
      UserCommand.Remove.class
    })
final class UserCommand {
  private static final Clock CLOCK = Clock.systemUTC();

  @Command(name = "add", description = "Adds an account; asks for its password.")
  static final class Add implements Runnable {
    @Mixin private AccessData data;
    @Mixin private Password password;

    @Parameters(paramLabel = "NAME", description = "Unlike that of any other, of whatever tenant.")
    private String name;

    @Option(
        names = "--role",
        required = true,
        description =
            "viewer (sees all), operator (also changes settings and findings, imports), admin (also"
                + " tokens, people, audit log).")
    private Role role;

    @Override
    public void run() {
      char[] read = password.read();
      data.onStore(
          store -> {
            new Users(store, CLOCK).add(name, data.tenant(), role, read, data.actor());
            data.out().printf("%s is %s of %s%n", name, role.word(), data.tenant());
          });
    }
  }

  @Command(name = "list", description = "Prints a tenant's accounts, by name.")
  static final class ListAll implements Runnable {
    @Mixin private AccessData data;

    @Override
    public void run() {
      data.onStore(
          store -> {
            for (UserAccount user : new Users(store, CLOCK).list(data.tenant())) {
              data.out()
                  .printf(
                      "%s  %s, since %s%n",
                      user.name(),
                      user.role().word(),
                      Instant.ofEpochMilli(user.createdMillis()).truncatedTo(ChronoUnit.MINUTES));
            }
          });
    }
  }

  @Command(
      name = "passwd",
      description = "Changes a password, and ends all sessions of its owner within seconds.")
  static final class ChangePassword implements Runnable {
    @Mixin private AccessData data;
    @Mixin private Password password;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    public void run() {
      char[] read = password.read();
      data.onStore(
          store -> {
            new Users(store, CLOCK).changePassword(data.tenant(), name, read, data.actor());
            data.out().println("the password of " + name + " is changed");
          });
    }
  }

  @Command(
      name = "remove",
      description = "Removes an account, and ends all sessions of its owner within seconds.")
  static final class Remove implements Runnable {
    @Mixin private AccessData data;

    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    public void run() {
      data.onStore(
          store -> {
            new Users(store, CLOCK).remove(data.tenant(), name, data.actor());
            data.out().println(name + " is removed");
          });
    }
  }

  /** Never an argument, which every user of the machine could read. */
  private static final class Password {
    @Option(
        names = "--password-stdin",
        description = "Takes the password from the first line of standard input, unasked.")
    private boolean fromInput;

    char[] read() {
      return fromInput ? line() : asked();
    }

    private static char[] line() {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      try {
        String line = in.readLine();
        return line == null ? new char[0] : line.toCharArray();
      } catch (IOException e) {
        throw new UncheckedIOException("read the password from standard input", e);
      }
    }

    @SuppressWarnings("SystemConsoleNull") // up to JDK 21 it is
    private static char[] asked() {
      Console console = System.console();
      if (console == null) {
        throw new CommandException("nobody is there to ask: give --password-stdin");
      }
      char[] first = console.readPassword("Password: ");
      char[] again = console.readPassword("Again: ");
      if (first == null || !Arrays.equals(first, again)) {
        throw new CommandException("the two are not the same");
      }
      return first;
    }
  }
}
