package io.tandemprofiler.collector.store;

import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.HeapSummary;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.Window;
import io.tandemprofiler.wire.ConfigurationCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How sums about processes are written, and read. */
final class AgentColumns {
  private static final byte[] ANY_ID = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

  private AgentColumns() {}

  /** Who they are, and how much they uploaded. */
  static byte[] writeProducers(List<AgentSum> agents) {
    ColumnWriter out = new ColumnWriter().number(agents.size());
    for (AgentSum agent : agents) {
      out.bytes(ConfigurationCodec.writeRequest(agent.producer()))
          .number(agent.profiles())
          .number(agent.firstMillis())
          .number(agent.lastMillis())
          .number(SeriesSet.of(agent.series()));
    }
    return out.toBytes();
  }

  /** What they said of themselves, in the same order. */
  static byte[] write(List<AgentSum> agents) {
    ColumnWriter out = new ColumnWriter();
    for (AgentSum agent : agents) {
      out.number(agent.observedMillis()).number(agent.cpuMicros());
      gauge(out, agent.residentBytes());
      gauge(out, agent.heapBytes());
      gauge(out, agent.threads());
      out.number(agent.gcCount())
          .number(agent.gcMicros())
          .number(agent.agentMicros())
          .number(agent.samplingMicros())
          .number(agent.agentSamples())
          .number(agent.drops().size());
      for (Drop drop : agent.drops()) {
        out.number(drop.kind().ordinal()).number(drop.reason().ordinal()).number(drop.count());
      }
      out.number(agent.sampler().ordinal()).number(agent.samplerReason().ordinal());
      heap(out, agent.producer(), agent.lastHeap());
      heap(out, agent.producer(), agent.largestHeap());
    }
    return out.toBytes();
  }

  static List<AgentSum> read(List<ProducerActivity> producers, ColumnReader in) {
    List<AgentSum> agents = new ArrayList<>();
    for (ProducerActivity activity : producers) {
      agents.add(
          new AgentSum(
              activity.producer(),
              activity.profiles(),
              activity.firstMillis(),
              activity.lastMillis(),
              in.number(),
              activity.series(),
              in.number(),
              gauge(in),
              gauge(in),
              gauge(in),
              in.number(),
              in.number(),
              in.number(),
              in.number(),
              in.number(),
              drops(in),
              Sampler.of((int) in.number()),
              SamplerReason.of((int) in.number()),
              heap(in),
              heap(in)));
    }
    return agents;
  }

  private static void gauge(ColumnWriter out, GaugeSum gauge) {
    out.number(gauge.min())
        .number(Double.doubleToRawLongBits(gauge.mean()))
        .number(gauge.max())
        .number(gauge.last())
        .number(gauge.limit());
  }

  private static GaugeSum gauge(ColumnReader in) {
    return new GaugeSum(
        in.number(), Double.longBitsToDouble(in.number()), in.number(), in.number(), in.number());
  }

  private static List<Drop> drops(ColumnReader in) {
    List<Drop> drops = new ArrayList<>();
    for (int rest = in.count(); rest > 0; rest--) {
      drops.add(
          new Drop(DropKind.of((int) in.number()), DropReason.of((int) in.number()), in.number()));
    }
    return drops;
  }

  /** As the wire has it, in a window that ends when it was taken. */
  private static void heap(ColumnWriter out, Producer producer, Optional<HeapSummary> heap) {
    out.bytes(
        heap.map(
                summary ->
                    Envelope.write(
                        ANY_ID,
                        producer,
                        new Window(Math.max(1, summary.takenMillis() - 1), 1),
                        ProcessStatistics.none(),
                        summary))
            .orElseGet(() -> new byte[0]));
  }

  private static Optional<HeapSummary> heap(ColumnReader in) {
    byte[] envelope = in.bytes();
    return envelope.length == 0 ? Optional.empty() : Envelope.read(envelope).profile().heap();
  }
}
