package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.model.Frame;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Writes columns as JSON, with the words and numbers of profile.proto. */
final class Columns {
  /** Values are shares of totals: more digits than thousandths of a unit are noise. */
  private static final double DIGITS = 1000;

  private Columns() {}

  /** The table of texts, and frames as three columns that point into it. */
  static void frames(JsonGenerator json, List<Frame> frames) throws IOException {
    Map<String, Integer> strings = new LinkedHashMap<>();
    strings.put("", 0);
    for (Frame frame : frames) {
      strings.putIfAbsent(frame.owner(), strings.size());
      strings.putIfAbsent(frame.function(), strings.size());
    }
    json.writeArrayFieldStart("strings");
    for (String string : strings.keySet()) {
      json.writeString(string);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("frames");
    longs(json, "languages", frames, frame -> frame.language().ordinal());
    longs(json, "owner_indexes", frames, frame -> strings.get(frame.owner()));
    longs(json, "function_indexes", frames, frame -> strings.get(frame.function()));
    json.writeEndObject();
  }

  /** Whole numbers out of rows. */
  static <T> void longs(JsonGenerator json, String name, List<T> rows, ToLongFunction<T> column)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T row : rows) {
      json.writeNumber(column.applyAsLong(row));
    }
    json.writeEndArray();
  }

  /** Values out of rows. */
  static <T> void values(JsonGenerator json, String name, List<T> rows, ToDoubleFunction<T> column)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T row : rows) {
      value(json, column.applyAsDouble(row));
    }
    json.writeEndArray();
  }

  static void values(JsonGenerator json, String name, double[] values) throws IOException {
    json.writeArrayFieldStart(name);
    for (double value : values) {
      value(json, value);
    }
    json.writeEndArray();
  }

  static void value(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    value(json, value);
  }

  /** In thousandths at most. */
  static void value(JsonGenerator json, double value) throws IOException {
    double rounded = Math.rint(value * DIGITS) / DIGITS;
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < Long.MAX_VALUE) {
      json.writeNumber((long) rounded);
    } else {
      json.writeNumber(rounded);
    }
  }

  /** As exact as it is: shares need digits. What is no number is null. */
  static void exact(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    exact(json, value);
  }

  /** As exact as they are, out of rows. */
  static <T> void exact(JsonGenerator json, String name, List<T> rows, Function<T, Double> column)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T row : rows) {
      exact(json, column.apply(row));
    }
    json.writeEndArray();
  }

  private static void exact(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  static void longs(JsonGenerator json, String name, long[] values) throws IOException {
    json.writeFieldName(name);
    json.writeArray(values, 0, values.length);
  }

  static void ints(JsonGenerator json, String name, int[] values) throws IOException {
    json.writeFieldName(name);
    json.writeArray(values, 0, values.length);
  }
}
