package io.tandemprofiler.wire;

import io.tandemprofiler.model.Label;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Names;
import io.tandemprofiler.model.Producer;
import io.tandemprofiler.model.Runtime;
import java.util.ArrayList;
import java.util.List;

/** Reads who was profiled, and refuses what breaks R9 and R10. */
final class ProducerReader {
  private ProducerReader() {}

  static Producer read(MessageReader in) throws RefusedException {
    String service = "";
    String instance = "";
    String agentVersion = "";
    List<Runtime> runtimes = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          service = in.text();
          break;
        case 2:
          instance = in.text();
          break;
        case 3:
          runtimes.add(runtime(in.messageEntry("Runtime"), runtimes));
          break;
        case 4:
          agentVersion = in.text();
          break;
        case 5:
          labels.add(label(in.messageEntry("Label"), labels));
          break;
        default:
          throw in.unknownField();
      }
    }
    requireName("service", service);
    requireName("instance", instance);
    if (runtimes.isEmpty()) {
      throw RefusedException.of("R9", "no runtime");
    }
    return new Producer(service, instance, runtimes, agentVersion, labels);
  }

  private static Runtime runtime(MessageReader in, List<Runtime> before) throws RefusedException {
    Language language = Language.UNSPECIFIED;
    String name = "";
    String version = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          language = Enums.known(in.index(), Language::of, "Language");
          break;
        case 2:
          name = in.text();
          break;
        case 3:
          version = in.text();
          break;
        default:
          throw in.unknownField();
      }
    }
    Language last = before.isEmpty() ? Language.UNSPECIFIED : last(before).language();
    if (language.compareTo(last) <= 0) {
      throw RefusedException.of(
          "R9", "runtime " + before.size() + " is " + language + " after " + last);
    }
    return new Runtime(language, name, version);
  }

  private static Label label(MessageReader in, List<Label> before) throws RefusedException {
    String name = "";
    String value = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1:
          name = in.text();
          break;
        case 2:
          value = in.text();
          break;
        default:
          throw in.unknownField();
      }
    }
    int number = before.size();
    if (number == Producer.MAX_LABELS) {
      throw RefusedException.of("R10", "more than " + Producer.MAX_LABELS + " labels");
    }
    if (name.isEmpty() || Names.hasControl(name) || Names.hasControl(value)) {
      throw RefusedException.of("R10", "label " + number + " has no name or a control character");
    }
    if (number > 0 && Names.compare(last(before).name(), name) >= 0) {
      throw RefusedException.of("R10", "label " + number + " does not sort after the one before");
    }
    return new Label(name, value);
  }

  private static void requireName(String what, String name) throws RefusedException {
    if (name.isEmpty() || Names.hasControl(name)) {
      throw RefusedException.of("R9", what + " is empty or holds a control character");
    }
  }

  private static <T> T last(List<T> entries) {
    return entries.get(entries.size() - 1);
  }
}
