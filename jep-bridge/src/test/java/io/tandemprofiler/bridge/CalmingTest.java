package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // patience
class CalmingTest {
  private static final long USUAL = 5000;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
  private final Calming calming = new Calming();
  private final Thread thread = new Thread(calming);

  @BeforeEach
  void start() {
    memory.putLong(0, USUAL);
    Gil.isAt(memory, 0);
    thread.start();
  }

  @AfterEach
  void end() throws InterruptedException {
    calming.close();
    thread.join();
  }

  @Test
  void aHurryThatLasts_ends_andSoDoesTheNext() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      Gil.current().hurry();
      assertThat(memory.getLong(0)).isEqualTo(Gil.HURRY_MICROS);
      calming.begin();
      while (memory.getLong(0) != USUAL) {
        Thread.sleep(1);
      }
    }
  }
}
