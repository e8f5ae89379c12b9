package io.tandemprofiler.collector.view;

import com.linecorp.armeria.common.QueryParams;
import io.tandemprofiler.model.Names;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The parameters of a request, each asked for once; {@link #requireNoOthers} tells what nobody
 * asked for. Every method throws {@link BadParameterException} for what it cannot read.
 */
final class Parameters {
  /** The last instant a date of JavaScript can hold: what is shown must have one. */
  static final long MAX_MILLIS = 8_640_000_000_000_000L;

  private final QueryParams params;
  private final Set<String> asked = new HashSet<>();

  Parameters(QueryParams params) {
    this.params = params;
  }

  /** A text that must be there. */
  String text(String name) {
    String text = single(name);
    if (text == null || text.isEmpty()) {
      throw new BadParameterException(name, "is required");
    }
    return text;
  }

  /** A text that may be empty or missing, which is the same. */
  String optional(String name) {
    String text = single(name);
    return text == null ? "" : text;
  }

  /** A text of an operator's (R5, R9) that must be there. */
  String operatorText(String name) {
    text(name);
    return optionalOperatorText(name);
  }

  /** A text of an operator's that may be empty or missing, which is the same. */
  String optionalOperatorText(String name) {
    String text = optional(name);
    if (Names.hasControl(text) || !Names.clean(text).equals(text)) {
      throw new BadParameterException(
          name, "holds a control character or is over " + Names.MAX_BYTES + " bytes");
    }
    return text;
  }

  /** Whether it is given, by whatever value. */
  boolean has(String name) {
    return !all(name).isEmpty();
  }

  /** A whole number from {@code min} to {@code max}. */
  long number(String name, long otherwise, long min, long max) {
    String text = single(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // answered below, as what is out of range is
    }
    throw new BadParameterException(
        name, "'" + text + "' is not a whole number from " + min + " to " + max);
  }

  /** An instant, in milliseconds since the epoch, at most {@link #MAX_MILLIS}. */
  long millis(String name, long otherwise) {
    return number(name, otherwise, 0, MAX_MILLIS);
  }

  /** A share, 0 … 1. */
  double share(String name, double otherwise) {
    String text = single(name);
    if (text == null) {
      return otherwise;
    }
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // answered below, as what is out of range is
    }
    throw new BadParameterException(name, "'" + text + "' is not a number from 0 to 1");
  }

  /** One of a few words. */
  <T> T word(String name, T otherwise, List<T> values, Function<T, String> word) {
    String text = single(name);
    return text == null ? otherwise : wordOf(name, text, values, word);
  }

  /** Any of a few words, repeatable; empty where there is none. */
  <T> Set<T> words(String name, List<T> values, Function<T, String> word) {
    return all(name).stream()
        .map(text -> wordOf(name, text, values, word))
        .collect(Collectors.toSet());
  }

  /** Pairs as in {@code env=prod}, repeatable: the values by name. */
  Map<String, Set<String>> pairs(String name) {
    Map<String, Set<String>> pairs = new TreeMap<>();
    for (String text : all(name)) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new BadParameterException(name, "'" + text + "' is not name=value");
      }
      pairs
          .computeIfAbsent(text.substring(0, equals), key -> new LinkedHashSet<>())
          .add(text.substring(equals + 1));
    }
    return pairs;
  }

  /** Refuses what no method was asked for: a misspelt parameter must not be ignored. */
  void requireNoOthers() {
    for (String name : params.names()) {
      if (!asked.contains(name)) {
        throw new BadParameterException(name, "is not a parameter here");
      }
    }
  }

  private String single(String name) {
    List<String> texts = all(name);
    if (texts.size() > 1) {
      throw new BadParameterException(name, "is given " + texts.size() + " times");
    }
    return texts.isEmpty() ? null : texts.get(0);
  }

  private List<String> all(String name) {
    asked.add(name);
    return params.getAll(name);
  }

  private static <T> T wordOf(String name, String text, List<T> values, Function<T, String> word) {
    for (T value : values) {
      if (word.apply(value).equals(text)) {
        return value;
      }
    }
    throw new BadParameterException(
        name,
        "'"
            + text
            + "' is not one of "
            + values.stream().map(word).collect(Collectors.joining(", ")));
  }
}
