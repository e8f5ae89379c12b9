package io.tandemprofiler.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.model.AgentConfiguration;
import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationCodecTest {
  @Test
  void request_comesBackAsItWas() throws Exception {
    Producer producer =
        new Producer(
            "shop",
            "i-1",
            List.of(new Runtime(Language.PYTHON, "CPython", "3.11.7")),
            "0.1.0",
            List.of(new Label("env", "prod")));
    assertThat(ConfigurationCodec.readRequest(ConfigurationCodec.writeRequest(producer)))
        .isEqualTo(producer);
  }

  @Test
  void request_withoutAProducerIsRefused() {
    assertThatThrownBy(() -> ConfigurationCodec.readRequest(new byte[] {0x10, 1}))
        .hasMessage("R9: a request without a producer");
  }

  @Test
  void configuration_comesBackAsItWas() throws Exception {
    AgentConfiguration asked = new AgentConfiguration(1, true, 50, 20, 300, 128);
    assertThat(ConfigurationCodec.read(ConfigurationCodec.write(asked))).isEqualTo(asked);
  }

  @Test
  void configuration_ofANewerCollectorIsUnderstoodAsFarAsItGoes() throws Exception {
    byte[] newer = {0x08, 2, 0x18, 50, (byte) 0x98, 0x06, 7, (byte) 0xA2, 0x06, 2, 'h', 'i'};
    assertThat(ConfigurationCodec.read(newer))
        .isEqualTo(new AgentConfiguration(2, false, 50, 0, 0, 0));
  }

  @Test
  void configuration_thatIsGarbageIsRefused() {
    assertThatThrownBy(() -> ConfigurationCodec.read(new byte[] {0x1A, 0x7F}))
        .isInstanceOf(RefusedException.class);
  }
}
