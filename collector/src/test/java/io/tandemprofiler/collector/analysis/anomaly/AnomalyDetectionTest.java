package io.tandemprofiler.collector.analysis.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tandemprofiler.collector.analysis.anomaly.LabelledSeries.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnomalyDetectionTest {
  private static final long HOUR = HourlySeries.HOUR_MILLIS;

  @Test
  void ofService_findsWhatWasPlantedAndLittleElse() {
    DetectionQuality quality = DetectionQuality.of(LabelledSeries.of(List.of(Kind.values()), 3));
    assertThat(quality.recall()).as("recall of %s", quality).isGreaterThanOrEqualTo(0.95);
    assertThat(quality.precision()).as("precision of %s", quality).isGreaterThanOrEqualTo(0.9);
  }

  /** Real noise is a third to a half of the CPU time there: what is missed is so near to it. */
  @Test
  void ofService_findsWhatWasPlantedIntoRecordedMetricsAndNothingElse() {
    DetectionQuality quality =
        DetectionQuality.of(
            ReplayedSeries.KINDS.stream().flatMap(kind -> ReplayedSeries.of(kind, 6)));
    assertThat(quality.recall()).as("recall of %s", quality).isGreaterThanOrEqualTo(0.8);
    assertThat(quality.precision()).as("precision of %s", quality).isGreaterThanOrEqualTo(0.95);
  }

  /** Four weeks of judgements, each by the four weeks before. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void ofService_raisesAtMostOneFalseAlarmInAQuietMonth(long seed) {
    List<Anomaly> alarms = new ArrayList<>();
    for (int week = 0; week < 4; week++) {
      LabelledSeries quiet = LabelledSeries.of(Kind.QUIET, seed * 1000 + week);
      alarms.addAll(AnomalyDetection.ofService(quiet.metrics(), List.of()));
    }
    assertThat(alarms).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void ofService_saysMetricRangeAndSinceWhen() {
    LabelledSeries step = LabelledSeries.of(Kind.STEP, 1);
    HourlySeries cpu = step.metrics().get(Metric.CPU_TIME);

    List<Anomaly> anomalies = AnomalyDetection.ofService(step.metrics(), List.of());

    assertThat(anomalies).hasSize(1);
    Anomaly anomaly = anomalies.get(0);
    assertThat(anomaly.metric()).isEqualTo(Metric.CPU_TIME);
    assertThat(anomaly.sinceMillis()).isEqualTo(cpu.at(step.happensAt().orElseThrow()));
    assertThat(anomaly.untilMillis()).isEqualTo(cpu.at(cpu.hours()));
    assertThat(anomaly.seen()).isGreaterThan(anomaly.high());
    assertThat(anomaly.change()).isCloseTo(0.6, within(0.1));
    assertThat(anomaly.deployment()).isEmpty();
  }

  /** The forest's part: what was often far off before is no news, though the spread says so. */
  @Test
  void ofService_isNotAlarmedByBurstsThatAlwaysCame() {
    LabelledSeries bursts = LabelledSeries.of(Kind.BURSTS, 1);
    HourlySeries cpu = bursts.metrics().get(Metric.CPU_TIME);
    Expectation expectation = Expectation.of(cpu, Metric.CPU_TIME, cpu.hours());
    assertThat(Arrays.stream(expectation.deviations(0, cpu.hours())).filter(d -> d > 7).count())
        .isGreaterThan(30);

    assertThat(AnomalyDetection.ofService(bursts.metrics(), List.of())).isEmpty();
  }

  @Test
  void ofService_tellsASmallStepWhereADeploymentIsItsCause() {
    LabelledSeries deployed = LabelledSeries.of(Kind.DEPLOY_STEP, 1);
    List<Anomaly> anomalies =
        AnomalyDetection.ofService(deployed.metrics(), deployed.deployments());
    assertThat(anomalies).extracting(Anomaly::metric).containsExactly(Metric.CPU_TIME);
    assertThat(anomalies.get(0).deployment()).hasValue(deployed.deployments().get(0));
    assertThat(anomalies.get(0).change()).isCloseTo(0.2, within(0.08));
  }

  @Test
  void ofService_learnsNothingOfAGapAndJudgesNothingInIt() {
    double[] values = new double[30 * 24];
    Random random = new Random(7);
    Arrays.setAll(values, hour -> 100_000 + 3_000 * random.nextGaussian());
    Arrays.fill(values, 0, 15 * 24, Double.NaN);
    Arrays.fill(values, 25 * 24, 27 * 24, Double.NaN);
    HourlySeries series = new HourlySeries(0, values);
    assertThat(ofCpu(series)).isEmpty();

    Arrays.fill(values, 25 * 24, 27 * 24, 0);
    assertThat(ofCpu(new HourlySeries(0, values))).isNotEmpty(); // a zero is no gap
  }

  @Test
  void ofService_saysNothingBeforeTwoDaysAreKnown() {
    double[] values = new double[70];
    Arrays.setAll(values, hour -> hour < 60 ? 100_000 : 900_000);
    assertThat(ofCpu(new HourlySeries(0, values))).isEmpty();
    double[] longer = new double[90];
    Arrays.setAll(longer, hour -> hour < 80 ? 100_000 : 900_000);
    assertThat(ofCpu(new HourlySeries(0, longer)))
        .extracting(Anomaly::sinceMillis)
        .containsExactly(80 * HOUR);
  }

  @Test
  void ofService_isEqualForEqualSeries() {
    LabelledSeries spike = LabelledSeries.of(Kind.SPIKE, 3);
    assertThat(AnomalyDetection.ofService(spike.metrics(), List.of()))
        .isNotEmpty()
        .isEqualTo(AnomalyDetection.ofService(spike.metrics(), List.of()));
  }

  @Test
  void ofSeries_findsAFunctionThatWasNotThereBefore() {
    double[] shares = new double[10 * 24];
    Arrays.fill(shares, 9 * 24, shares.length, 0.2);
    List<Anomaly> anomalies =
        AnomalyDetection.ofSeries(Metric.FRAME_SHARE, new HourlySeries(0, shares), List.of());
    assertThat(anomalies).extracting(Anomaly::sinceMillis).containsExactly(9 * 24 * HOUR);
    assertThat(anomalies.get(0).low()).isZero();
    assertThat(anomalies.get(0).seen()).isEqualTo(0.2);
  }

  private static List<Anomaly> ofCpu(HourlySeries series) {
    return AnomalyDetection.ofService(new TreeMap<>(Map.of(Metric.CPU_TIME, series)), List.of());
  }
}
