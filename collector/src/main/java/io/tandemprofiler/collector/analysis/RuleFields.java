package io.tandemprofiler.collector.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The fields of a YAML mapping, each asked for once. What cannot be read becomes an error with its
 * line, and a default takes its place, so that one look finds every error. Not thread-safe.
 */
final class RuleFields {
  private final Map<String, Node> fields = new LinkedHashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Errors errors;
  private final int line;

  /**
   * @param node a mapping, else that is an error and there are no fields
   */
  RuleFields(String name, Node node, Errors errors) {
    this.errors = errors;
    this.line = line(node);
    if (!(node instanceof MappingNode mapping)) {
      errors.add(line, name + " is not fields with values");
      return;
    }
    for (NodeTuple field : mapping.getValue()) {
      String key = field.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (fields.put(key, field.getValueNode()) != null) {
        errors.add(line(field.getKeyNode()), "'" + key + "' is given twice");
      }
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** A text that must be there. */
  String text(String name) {
    Node node = required(name);
    return node == null ? "" : scalar(name, node);
  }

  String optional(String name) {
    Node node = find(name);
    return node == null ? "" : scalar(name, node);
  }

  /** Texts, as a list or just one; empty where there is none. */
  <T> List<T> list(String name, Function<String, T> reading) {
    Node node = find(name);
    if (node == null) {
      return List.of();
    }
    List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    List<T> read = new ArrayList<>();
    for (Node item : items) {
      try {
        read.add(reading.apply(scalar(name, item)));
      } catch (IllegalArgumentException e) {
        errors.add(line(item), name + ": " + e.getMessage());
      }
    }
    return read;
  }

  /** One of the words of an enumeration; {@code otherwise} where it is not given. */
  <E extends Enum<E>> E word(String name, E otherwise, E[] values) {
    Node node = find(name);
    if (node == null) {
      return otherwise;
    }
    try {
      return word(scalar(name, node), values);
    } catch (IllegalArgumentException e) {
      errors.add(line(node), name + ": " + e.getMessage());
      return otherwise;
    }
  }

  /**
   * @throws IllegalArgumentException where it is none of them
   */
  static <E extends Enum<E>> E word(String text, E[] values) {
    return Arrays.stream(values)
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "'%s' is not one of %s",
                        text,
                        Arrays.stream(values)
                            .map(value -> value.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")))));
  }

  /** A number of a range; {@code otherwise} where it is not given. */
  double number(String name, double otherwise, double min, double max) {
    Node node = find(name);
    if (node == null) {
      return otherwise;
    }
    String text = scalar(name, node);
    try {
      double number = Double.parseDouble(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // an error below, as what is out of range is
    }
    errors.add(
        line(node), String.format("%s: '%s' is not a number from %s to %s", name, text, min, max));
    return otherwise;
  }

  /** Fields within a field, which must be there. */
  RuleFields fields(String name) {
    Node node = required(name);
    return node == null ? none() : new RuleFields(name, node, errors);
  }

  /** Fields within a field; none where it is not there. */
  RuleFields optionalFields(String name) {
    Node node = find(name);
    return node == null ? none() : new RuleFields(name, node, errors);
  }

  /** The line of a field, or where it is not there of the mapping. */
  int line(String name) {
    return has(name) ? line(fields.get(name)) : line;
  }

  /** A misspelt field must not be ignored. */
  void requireNoOthers() {
    fields.forEach(
        (name, node) -> {
          if (!asked.contains(name)) {
            errors.add(line(node), "'" + name + "' is not a field here; there are " + known());
          }
        });
  }

  private String known() {
    return asked.stream().sorted().collect(Collectors.joining(", "));
  }

  private RuleFields none() {
    return new RuleFields(errors, line);
  }

  private RuleFields(Errors errors, int line) {
    this.errors = errors;
    this.line = line;
  }

  private Node required(String name) {
    Node node = find(name);
    if (node == null) {
      errors.add(line, "'" + name + "' is missing");
    }
    return node;
  }

  private Node find(String name) {
    asked.add(name);
    return fields.get(name);
  }

  private String scalar(String name, Node node) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue().strip();
    }
    errors.add(line(node), name + ": a text should stand here");
    return "";
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  /** Takes what is wrong. */
  interface Errors {
    void add(int line, String reason);
  }
}
