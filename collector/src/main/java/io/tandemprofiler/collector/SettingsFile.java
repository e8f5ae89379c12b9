package io.tandemprofiler.collector;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a file of settings: YAML, one {@code name: value} each. Not thread-safe. */
final class SettingsFile {
  private static final int MAX_BYTES = 64 << 10;

  private final Path file;
  private final List<Setting> settings = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private SettingsFile(Path file) {
    this.file = file;
  }

  /** Never fails: what cannot be read is an error of the file's. */
  static SettingsFile read(Path file) {
    SettingsFile read = new SettingsFile(file);
    read.text().flatMap(read::node).ifPresent(read::settings);
    return read;
  }

  /** In the order of the file; each name once. */
  List<Setting> settings() {
    return List.copyOf(settings);
  }

  /** As in {@code collector.yaml:3: 'port' is there twice}; empty where the file can be read. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  private Optional<String> text() {
    try {
      if (Files.size(file) <= MAX_BYTES) {
        return Optional.of(Files.readString(file));
      }
      add(0, "is over " + MAX_BYTES + " bytes");
    } catch (CharacterCodingException e) {
      add(0, "is not UTF-8");
    } catch (IOException e) {
      add(0, "cannot be read: " + e);
    }
    return Optional.empty();
  }

  /** Empty where there is an error, or nothing but comments. */
  private Optional<Node> node(String yaml) {
    try {
      return new Compose(LoadSettings.builder().build()).composeString(yaml);
    } catch (MarkedYamlEngineException e) {
      add(e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0), e.getProblem());
    } catch (YamlEngineException e) {
      add(0, e.getMessage());
    }
    return Optional.empty();
  }

  private void settings(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      add(line(node), "is not a list of settings as in 'port: 4747'");
      return;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
      int line = line(tuple.getKeyNode());
      Integer before = lines.putIfAbsent(name, line);
      if (before != null) {
        add(line, "'" + name + "' is there twice; first in line " + before);
      } else if (tuple.getValueNode() instanceof ScalarNode value
          && !value.getTag().equals(Tag.NULL)) {
        settings.add(new Setting(name, value.getValue(), file + ":" + line));
      } else {
        add(line, "'" + name + "' is not one value");
      }
    }
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private void add(int line, String reason) {
    errors.add(file + (line > 0 ? ":" + line : "") + ": " + reason);
  }
}
