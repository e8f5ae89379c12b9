package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class GilTest {
  private static final long USUAL = 5000;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
  private final Gil gil = new Gil(memory, 0);

  @Test
  void theInterval_isShortForAsLongAsItIsHurried() {
    set(USUAL);
    gil.hurry();
    assertThat(interval()).isEqualTo(Gil.HURRY_MICROS);
    gil.calm();
    gil.calm();
    assertThat(interval()).isEqualTo(USUAL);
  }

  @Test
  void whatTheApplicationSetsMeanwhile_stays() {
    set(USUAL);
    gil.hurry();
    set(700);
    gil.calm();
    assertThat(interval()).isEqualTo(700);
  }

  @Test
  void whatTheApplicationReadMeanwhileAndSetsLater_isPutRight() {
    set(USUAL);
    gil.hurry();
    gil.calm();
    set(Gil.HURRY_MICROS);
    gil.hurry();
    gil.calm();
    assertThat(interval()).isEqualTo(USUAL);
  }

  @Test
  void anIntervalThatIsShorter_staysToo() {
    set(1);
    gil.hurry();
    assertThat(interval()).isEqualTo(1);
    gil.calm();
    assertThat(interval()).isEqualTo(1);
  }

  @Test
  void itsHolder_isNobodyOnceItIsLetGo() {
    memory.putLong(8, 1).putInt(16, 0);
    assertThat(gil.holder()).isZero();
  }

  @Test
  void itsHolder_isUnknownWhereItsStateIsGone() {
    memory.putLong(8, 1).putInt(16, 1);
    assertThat(gil.holder()).isEqualTo(Gil.UNKNOWN);
  }

  @Test
  void itsHolder_isUnknownWhereTheIntervalAloneWasFound() {
    assertThat(new Gil(ByteBuffer.allocateDirect(8), 0).holder()).isEqualTo(Gil.UNKNOWN);
  }

  private void set(long micros) {
    memory.putLong(0, micros);
  }

  private long interval() {
    return memory.getLong(0);
  }
}
