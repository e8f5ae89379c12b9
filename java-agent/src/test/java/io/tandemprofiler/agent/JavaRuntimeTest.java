package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.agent.config.ConfigurationReader;
import io.tandemprofiler.model.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaRuntimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "OpenJDK 64-Bit Server VM",
        "OpenJDK Server VM",
        "Java HotSpot(TM) 64-Bit Server VM",
        "OpenJDK 64-Bit Zero VM",
        "Eclipse OpenJ9 VM",
      })
  void vmName_isWhatAJvmCallsItself(String name) {
    assertThat(JavaRuntime.vmName(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "of Ann", "OpenJDK 64-Bit Server VM of Ann"})
  void vmName_isNothingThatSomebodySet(String name) {
    assertThat(JavaRuntime.vmName(name)).isEqualTo("JVM");
  }

  @Test
  void producer_namesTheRuntimeAndDrawsAName() {
    Producer producer = JavaRuntime.producer(new ConfigurationReader().read(line -> {}));

    assertThat(producer.runtimes().get(0).name()).isEqualTo(System.getProperty("java.vm.name"));
    assertThat(producer.runtimes().get(0).version()).isEqualTo(System.getProperty("java.version"));
    assertThat(producer.instance()).matches("[0-9a-f]{16}");
  }
}
