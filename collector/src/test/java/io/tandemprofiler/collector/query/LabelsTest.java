package io.tandemprofiler.collector.query;

import static io.tandemprofiler.collector.Uploads.upload;
import static io.tandemprofiler.collector.query.Stores.holding;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.collector.query.Labels.LabelUse;
import io.tandemprofiler.model.Label;
import org.junit.jupiter.api.Test;

final class LabelsTest {
  @Test
  void find_countsWhatCarriesEachLabelOfTheService() {
    assertThat(
            Labels.find(
                holding(
                    upload(1).at(1000).label("env", "prod").label("version", "1").cpu(1, "a 1"),
                    upload(2).at(2000).label("env", "prod").instance("two").cpu(1, "a 1"),
                    upload(3).at(3000).label("env", "test").cpu(1, "a 1"),
                    upload(4).at(3000).label("env", "prod").service("till").cpu(1, "a 1"),
                    upload(5).at(9000).label("env", "late").cpu(1, "a 1")),
                "default",
                "shop",
                0,
                9000))
        .containsExactly(
            new LabelUse(new Label("env", "prod"), 2, 2, 1000, 12_000),
            new LabelUse(new Label("env", "test"), 1, 1, 3000, 13_000),
            new LabelUse(new Label("version", "1"), 1, 1, 1000, 11_000));
  }
}
