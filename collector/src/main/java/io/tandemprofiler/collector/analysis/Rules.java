package io.tandemprofiler.collector.analysis;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules there are, and what could not be read. Immutable.
 *
 * @param rules by id, each id once
 * @param errors by file and line
 */
public record Rules(List<Rule> rules, List<RuleError> errors) {
  public Rules {
    rules = List.copyOf(rules);
    errors = List.copyOf(errors);
  }

  /** Those that come with the collector; {@code RulesTest} holds them to have no error. */
  public static Rules builtIn() {
    try {
      URI folder = Rules.class.getResource("rules").toURI();
      if (!folder.getScheme().equals("jar")) {
        return read(Path.of(folder));
      }
      try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
        return read(jar.provider().getPath(folder));
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("read the rules of the collector", e);
    }
  }

  /**
   * Reads the files {@code *.yaml} of a folder, or one file, whatever its name. What cannot be read
   * is an error, and the others are there.
   */
  public static Rules read(Path place) {
    List<RuleError> errors = new ArrayList<>();
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (Path file : files(place, errors)) {
      String name = file.getFileName().toString();
      text(file, errors)
          .flatMap(text -> RuleReader.read(name, text, errors).stream())
          .forEach(
              rule -> {
                if (rules.putIfAbsent(rule.id(), rule) != null) {
                  errors.add(new RuleError(name, 0, "another file has a rule " + rule.id()));
                }
              });
    }
    return new Rules(List.copyOf(rules.values()), errors);
  }

  /** These and others; of the same id the others' rule takes the place of this one. */
  public Rules with(Rules others) {
    Map<String, Rule> all = new LinkedHashMap<>();
    rules.forEach(rule -> all.put(rule.id(), rule));
    others.rules.forEach(rule -> all.put(rule.id(), rule));
    return new Rules(
        List.copyOf(all.values()), Stream.concat(errors.stream(), others.errors.stream()).toList());
  }

  private static List<Path> files(Path place, List<RuleError> errors) {
    if (Files.isRegularFile(place)) {
      return List.of(place);
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".yaml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      errors.add(new RuleError(place.toString(), 0, "cannot be read: " + e));
      return List.of();
    }
  }

  private static Stream<String> text(Path file, List<RuleError> errors) {
    try {
      return Stream.of(Files.readString(file));
    } catch (IOException e) {
      errors.add(new RuleError(file.getFileName().toString(), 0, "cannot be read: " + e));
      return Stream.empty();
    }
  }
}
