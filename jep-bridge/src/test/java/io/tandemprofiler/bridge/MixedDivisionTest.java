package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.ThreadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MixedDivisionTest {
  private static final SeriesKey CPU = new SeriesKey(Measure.CPU_TIME, ThreadState.RUNNING);
  private static final SeriesKey WALL = new SeriesKey(Measure.WALL_TIME, ThreadState.UNSPECIFIED);
  private static final SeriesKey BYTES =
      new SeriesKey(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED);

  private final MixedDivision division =
      new MixedDivision(() -> true, () -> MixedStack.NOTHING, false, true);

  @Test
  void samples_areDividedAsWasSeen() {
    seen(1, "Shop.main @invoke", "*price round", ThreadState.UNSPECIFIED, 3);
    seen(1, "Shop.main @invoke", "*price sum", ThreadState.UNSPECIFIED, 1);

    taken(1, "Shop.main @invoke !eval", CPU, 8, 0);

    assertThat(divided())
        .containsExactly(
            "CPU_TIME RUNNING Shop.main price round 6", "CPU_TIME RUNNING Shop.main price sum 2");
  }

  @Test
  void samplesThatComeOneByOne_haveTheSameProportions() {
    seen(1, "Shop.main @invoke", "*price round", ThreadState.UNSPECIFIED, 3);
    seen(1, "Shop.main @invoke", "*price sum", ThreadState.UNSPECIFIED, 1);

    for (int i = 0; i < 8; i++) {
      taken(1, "Shop.main @invoke !eval", CPU, 1, 0);
    }

    assertThat(divided())
        .containsExactly(
            "CPU_TIME RUNNING Shop.main price round 6", "CPU_TIME RUNNING Shop.main price sum 2");
  }

  @Test
  void aThread_isKnownByTheSystemsNumberToo() {
    seen(1, "Shop.main @invoke", "*price", ThreadState.UNSPECIFIED, 1);

    boolean taken = division.take(19, 101, Texts.trace("Shop.main @invoke"), CPU, 1, 0);

    assertThat(taken).isTrue();
    assertThat(divided()).containsExactly("CPU_TIME RUNNING Shop.main price 1");
  }

  @Test
  void values_addUpToWhatWasTaken() {
    seen(1, "Shop.main @invoke", "*a", ThreadState.UNSPECIFIED, 1);
    seen(1, "Shop.main @invoke", "*b", ThreadState.UNSPECIFIED, 1);
    seen(1, "Shop.main @invoke", "*c", ThreadState.UNSPECIFIED, 1);
    List<Long> values = new ArrayList<>();

    taken(1, "Shop.main @invoke", BYTES, 3, 1000);
    division.forEach((trace, key, samples, value) -> values.add(value));

    assertThat(values).containsExactly(333L, 334L, 333L);
  }

  @Test
  void whereAThreadWasNotSeen_othersInItsPlaceTell() {
    seen(2, "Shop.main @invoke", "*price", ThreadState.UNSPECIFIED, 1);
    seen(3, "Shop.main @invoke", "*sum", ThreadState.UNSPECIFIED, 1);
    seen(3, "Shop.test @invoke", "*test", ThreadState.UNSPECIFIED, 1);

    taken(1, "Shop.main @invoke !eval", CPU, 4, 0);
    taken(2, "Shop.main @invoke !eval", CPU, 4, 0);

    assertThat(divided())
        .containsExactly("CPU_TIME RUNNING Shop.main price 6", "CPU_TIME RUNNING Shop.main sum 2");
  }

  @Test
  void whereNothingWasSeen_itIsPython() {
    seen(1, "Shop.test @invoke", "*price", ThreadState.UNSPECIFIED, 1);

    taken(1, "Shop.main @invoke !eval", CPU, 1, 0);

    assertThat(divided()).containsExactly("CPU_TIME RUNNING Shop.main <python> 1");
  }

  @Test
  void whereASubInterpreterKeepsLooksOut_thePythonOfEachEntrySaysSo() {
    MixedDivision kept =
        new MixedDivision(() -> true, () -> MixedStack.IN_SUB_INTERPRETER, false, true);
    kept.take(1, 0, Texts.trace("Shop.main @invoke Back.again @invoke"), CPU, 1, 0);
    List<String> texts = new ArrayList<>();

    kept.forEach((trace, key, samples, value) -> texts.add(Texts.text(trace)));

    assertThat(texts)
        .containsExactly(
            "Shop.main <sub-interpreter> <python> Back.again <sub-interpreter> <python>");
  }

  @Test
  void javaThatPythonCalled_standsUnderTheCaller() {
    seen(1, "Shop.main @invoke Back.find", "*price load>find", ThreadState.UNSPECIFIED, 1);
    seen(1, "Shop.main @invoke", "*price sum", ThreadState.UNSPECIFIED, 5);

    taken(1, "Shop.main @invoke Back.find Index.search !memcmp", CPU, 2, 0);

    assertThat(divided())
        .containsExactly("CPU_TIME RUNNING Shop.main price load Back.find Index.search memcmp 2");
  }

  @Test
  void whatRan_isDividedAmongWhatWasSeenToRun() {
    seen(1, "Shop.main @invoke", "*price sum", ThreadState.RUNNING, 1);
    seen(1, "Shop.main @invoke", "*price sleep", ThreadState.SLEEPING, 9);
    seen(1, "Shop.main @invoke", "*price lock", ThreadState.GIL_WAIT, 9);

    taken(1, "Shop.main @invoke", CPU, 4, 0);
    taken(1, "Shop.main @invoke", WALL, 2, 0);

    assertThat(divided())
        .containsExactly(
            "CPU_TIME RUNNING Shop.main price sum 4",
            "WALL_TIME GIL_WAIT Shop.main price lock 1",
            "WALL_TIME SLEEPING Shop.main price sleep 1");
  }

  @Test
  void whatIsNotCertain_countsOnlyWhereNothingIs() {
    seen(1, "Shop.main @invoke", "*price sum", ThreadState.RUNNING, 1);
    seen(1, "Shop.main @invoke", "*price load", ThreadState.RUNNING, 9, false);
    seen(1, "Shop.test @invoke", "*test", ThreadState.RUNNING, 9, false);

    taken(1, "Shop.main @invoke", CPU, 2, 0);
    taken(1, "Shop.test @invoke", CPU, 1, 0);

    assertThat(divided())
        .containsExactly(
            "CPU_TIME RUNNING Shop.main price sum 2", "CPU_TIME RUNNING Shop.test test 1");
  }

  @Test
  void whatPerhapsRan_countsBeforeWhatIsCertainInNoKnownState() {
    seen(1, "Shop.main @invoke", "*price load", ThreadState.UNSPECIFIED, 9);
    seen(1, "Shop.main @invoke", "*price sum", ThreadState.RUNNING, 1, false);

    taken(1, "Shop.main @invoke", CPU, 2, 0);
    taken(1, "Shop.main @invoke", WALL, 2, 0);

    assertThat(divided())
        .containsExactly(
            "CPU_TIME RUNNING Shop.main price sum 2",
            "WALL_TIME UNSPECIFIED Shop.main price load 2");
  }

  @Test
  void whatIsCertainInNoKnownState_countsWhereNothingRan() {
    seen(1, "Shop.main @invoke", "*price load", ThreadState.UNSPECIFIED, 1);
    seen(1, "Shop.main @invoke", "*price wait", ThreadState.WAITING, 9);

    taken(1, "Shop.main @invoke", CPU, 2, 0);

    assertThat(divided()).containsExactly("CPU_TIME RUNNING Shop.main price load 2");
  }

  @Test
  void whatRan_isDividedAsOthersRan_whereTheThreadWasSeenToWaitAlone() {
    seen(1, "Shop.main @invoke", "*price lock", ThreadState.GIL_WAIT, 9);
    seen(2, "Shop.main @invoke", "*price sum", ThreadState.RUNNING, 1);

    taken(1, "Shop.main @invoke", CPU, 2, 0);

    assertThat(divided()).containsExactly("CPU_TIME RUNNING Shop.main price sum 2");
  }

  @Test
  void aCutThatIsApproximate_isShownSo() {
    seen(
        1,
        "Shop.main @invoke Back.again @invoke",
        "*price>sorted *key>map *key",
        ThreadState.UNSPECIFIED,
        1);

    taken(1, "Shop.main @invoke Back.again @invoke", CPU, 1, 0);

    assertThat(divided())
        .containsExactly("CPU_TIME RUNNING Shop.main price <approximate> Back.again key key 1");
  }

  @Test
  void stacksOutsideOfPython_areLeft() {
    assertThat(division.take(1, 0, Texts.trace("Shop.main Shop.search"), CPU, 1, 0)).isFalse();
    assertThat(
            division.take(
                1, 0, Texts.trace("jep.MainInterpreter$1.run java.util.Queue.take"), WALL, 1, 0))
        .isFalse();
  }

  @Test
  void deepStacks_areSeenUpToABound() {
    String deep = "*f" + " f".repeat(249_999);
    for (String last : List.of("a", "b", "c", "d")) {
      seen(1, "Shop.main @invoke", deep + " " + last, ThreadState.UNSPECIFIED, 1);
    }

    taken(1, "Shop.main @invoke", CPU, 4, 0);

    assertThat(divided()).hasSize(2);
  }

  @Test
  void withoutJep_noThreadConcernsIt() {
    assertThat(new MixedDivision(() -> false, () -> MixedStack.NOTHING, false, true).concerns(1, 1))
        .isFalse();
    assertThat(division.concerns(1, 1)).isTrue();
    assertThat(division.concerns(0, 1)).isFalse();
  }

  private void seen(long javaId, String java, String python, ThreadState state, int times) {
    seen(javaId, java, python, state, times, true);
  }

  private void seen(
      long javaId, String java, String python, ThreadState state, int times, boolean certain) {
    JavaStack stack = Texts.java(java);
    for (int i = 0; i < times; i++) {
      division.add(
          javaId,
          100 + javaId,
          JepNames.path(stack.frames()),
          MixedStack.of(stack, Texts.python(python), state, List.of()),
          certain);
    }
  }

  private void taken(long javaId, String trace, SeriesKey key, long samples, long value) {
    assertThat(division.take(javaId, 0, Texts.trace(trace), key, samples, value)).isTrue();
  }

  private List<String> divided() {
    Map<String, Long> sums = new TreeMap<>();
    division.forEach(
        (trace, key, samples, value) ->
            sums.merge(key + " " + Texts.text(trace), samples, Long::sum));
    List<String> lines = new ArrayList<>();
    sums.forEach((text, samples) -> lines.add(text + " " + samples));
    return lines;
  }
}
