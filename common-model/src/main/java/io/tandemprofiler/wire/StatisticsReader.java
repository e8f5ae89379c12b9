package io.tandemprofiler.wire;

import io.tandemprofiler.model.AgentCost;
import io.tandemprofiler.model.Drop;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.Gauge;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import java.util.ArrayList;
import java.util.List;

/** Reads the numbers about process and agent, and refuses what breaks R25. */
final class StatisticsReader {
  private StatisticsReader() {}

  static ProcessStatistics read(MessageReader in) throws RefusedException {
    long cpuMicros = 0;
    Gauge residentBytes = Gauge.none();
    Gauge heapBytes = Gauge.none();
    Gauge threads = Gauge.none();
    long gcCount = 0;
    long gcMicros = 0;
    AgentCost agent = ProcessStatistics.none().agent();
    Sampler sampler = Sampler.UNSPECIFIED;
    SamplerReason reason = SamplerReason.UNSPECIFIED;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          cpuMicros = in.number();
          break;
        case 2:
          residentBytes = gauge(in.message("Gauge"));
          break;
        case 3:
          heapBytes = gauge(in.message("Gauge"));
          break;
        case 4:
          threads = gauge(in.message("Gauge"));
          break;
        case 5:
          gcCount = in.number();
          break;
        case 6:
          gcMicros = in.number();
          break;
        case 7:
          agent = agentCost(in.message("AgentCost"));
          break;
        case 8:
          sampler = Enums.known(in.index(), Sampler::of, "Sampler");
          break;
        case 9:
          reason = Enums.known(in.index(), SamplerReason::of, "SamplerReason");
          break;
        default:
          throw in.unknownField();
      }
    }
    return new ProcessStatistics(
        cpuMicros, residentBytes, heapBytes, threads, gcCount, gcMicros, agent, sampler, reason);
  }

  private static Gauge gauge(MessageReader in) throws RefusedException {
    long[] readings = new long[3];
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field > readings.length) {
        throw in.unknownField();
      }
      readings[field - 1] = in.number();
    }
    if (readings[1] < readings[0]) {
      throw RefusedException.of("R25", "peak " + readings[1] + " is below mean " + readings[0]);
    }
    return new Gauge(readings[0], readings[1], readings[2]);
  }

  private static AgentCost agentCost(MessageReader in) throws RefusedException {
    long[] numbers = new long[3];
    List<Drop> drops = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
        case 2:
        case 3:
          numbers[field - 1] = in.number();
          break;
        case 4:
          drops.add(drop(in.messageEntry("Drop"), drops));
          break;
        default:
          throw in.unknownField();
      }
    }
    return new AgentCost(numbers[0], numbers[1], numbers[2], drops);
  }

  private static Drop drop(MessageReader in, List<Drop> before) throws RefusedException {
    DropKind kind = DropKind.UNSPECIFIED;
    DropReason reason = DropReason.UNSPECIFIED;
    long count = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          kind = Enums.known(in.index(), DropKind::of, "DropKind");
          break;
        case 2:
          reason = Enums.known(in.index(), DropReason::of, "DropReason");
          break;
        case 3:
          count = in.number();
          break;
        default:
          throw in.unknownField();
      }
    }
    if (kind == DropKind.UNSPECIFIED || reason == DropReason.UNSPECIFIED || count == 0) {
      throw RefusedException.of("R25", "drop of " + count + " " + kind + " for " + reason);
    }
    if (!before.isEmpty() && !sortsAfter(before.get(before.size() - 1), kind, reason)) {
      throw RefusedException.of("R25", "drops of " + kind + " for " + reason + " are out of order");
    }
    return new Drop(kind, reason, count);
  }

  private static boolean sortsAfter(Drop last, DropKind kind, DropReason reason) {
    int order = last.kind().compareTo(kind);
    return order < 0 || (order == 0 && last.reason().compareTo(reason) < 0);
  }
}
