package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tandemprofiler.collector.query.HeapOverTime;
import io.tandemprofiler.collector.query.HeapOverTime.ClassColumn;
import io.tandemprofiler.collector.query.ProcessesOverTime;
import io.tandemprofiler.collector.query.Timeline;
import io.tandemprofiler.collector.store.ProfileSelection;
import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ThreadState;
import java.io.IOException;
import java.util.Map;

/** Writes what goes by steps of time as JSON, in columns; a gap is null. */
final class TimeJson {
  private TimeJson() {}

  /** What was asked. */
  static void writeHead(JsonGenerator json, ProfileSelection selection) throws IOException {
    json.writeStringField("service", selection.service());
    json.writeNumberField("from_millis", selection.fromMillis());
    json.writeNumberField("to_millis", selection.toMillis());
  }

  static void writeTimeline(
      JsonGenerator json, ProfileSelection selection, Measure measure, Timeline timeline)
      throws IOException {
    double[] observed = timeline.observedMillis();
    json.writeStartObject();
    writeHead(json, selection);
    json.writeNumberField("step_millis", timeline.stepMillis());
    json.writeStringField("measure", measure.word());
    json.writeStringField("unit", measure.unit());
    Columns.values(json, "observed_millis", observed);
    json.writeObjectFieldStart("values");
    for (Map.Entry<ThreadState, double[]> state : timeline.values().entrySet()) {
      json.writeArrayFieldStart(state.getKey().word());
      for (int step = 0; step < observed.length; step++) {
        if (observed[step] > 0) {
          Columns.value(json, state.getValue()[step]);
        } else {
          json.writeNull();
        }
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  static void writeHeap(JsonGenerator json, ProfileSelection selection, HeapOverTime heap)
      throws IOException {
    json.writeStartObject();
    writeHead(json, selection);
    json.writeNumberField("step_millis", heap.stepMillis());
    json.writeArrayFieldStart("counted");
    for (HeapCount count : heap.counted()) {
      json.writeString(count.word());
    }
    json.writeEndArray();
    json.writeNumberField("longest_stall_micros", heap.longestStallMicros());
    Columns.ints(json, "instances", heap.instances());
    writeKnown(json, "objects", known(heap, heap.totalObjects()));
    writeKnown(json, "bytes", known(heap, heap.totalBytes()));
    json.writeArrayFieldStart("classes");
    for (ClassColumn column : heap.classes()) {
      json.writeStartObject();
      json.writeStringField("class_name", column.className());
      writeKnown(json, "objects", column.objects());
      writeKnown(json, "bytes", column.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeProcesses(
      JsonGenerator json, ProfileSelection selection, ProcessesOverTime processes)
      throws IOException {
    json.writeStartObject();
    writeHead(json, selection);
    json.writeNumberField("step_millis", processes.stepMillis());
    Columns.values(json, "observed_millis", processes.observedMillis());
    writePositive(json, "resident_bytes", processes.residentBytes());
    writePositive(json, "heap_bytes", processes.heapBytes());
    writePositive(json, "heap_peak_bytes", processes.heapPeakBytes());
    writePositive(json, "heap_limit_bytes", processes.heapLimitBytes());
    Columns.values(json, "gc_count", processes.gcCount());
    Columns.values(json, "gc_micros", processes.gcMicros());
    json.writeEndObject();
  }

  private static long[] known(HeapOverTime heap, long[] column) {
    long[] known = column.clone();
    for (int step = 0; step < known.length; step++) {
      known[step] = heap.instances()[step] == 0 ? HeapOverTime.UNKNOWN : known[step];
    }
    return known;
  }

  /** What was not read is null. */
  private static void writePositive(JsonGenerator json, String name, double[] column)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (double value : column) {
      if (value > 0) {
        Columns.value(json, value);
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
  }

  private static void writeKnown(JsonGenerator json, String name, long[] column)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (long value : column) {
      if (value == HeapOverTime.UNKNOWN) {
        json.writeNull();
      } else {
        json.writeNumber(value);
      }
    }
    json.writeEndArray();
  }
}
