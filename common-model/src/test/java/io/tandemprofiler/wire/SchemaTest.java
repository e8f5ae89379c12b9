package io.tandemprofiler.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.tandemprofiler.model.DropKind;
import io.tandemprofiler.model.DropReason;
import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.HeapCount;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.Sampler;
import io.tandemprofiler.model.SamplerReason;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.proto.v1.Content;
import io.tandemprofiler.proto.v1.IngestProto;
import io.tandemprofiler.proto.v1.ProfileProto;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the schema itself promises: every text says what it may hold, and numbers are integers. */
class SchemaTest {
  private static final List<Class<? extends Enum<?>>> ENUMS =
      List.of(
          Language.class,
          Measure.class,
          ThreadState.class,
          EstimateReason.class,
          Sampler.class,
          SamplerReason.class,
          DropKind.class,
          DropReason.class,
          HeapCount.class);

  @Test
  void everyTextSaysWhatItMayHold() {
    List<FieldDescriptor> texts = fields().filter(SchemaTest::isText).collect(Collectors.toList());
    assertThat(texts).hasSizeGreaterThanOrEqualTo(9);
    assertThat(texts)
        .allSatisfy(
            field ->
                assertThat(field.getOptions().getExtension(ProfileProto.content))
                    .as(field.getFullName())
                    .isNotEqualTo(Content.CONTENT_UNSPECIFIED));
  }

  @Test
  void noFieldIsAFloatAMapAOneofOrOptional() {
    assertThat(fields())
        .allSatisfy(
            field -> {
              assertThat(field.getJavaType())
                  .as(field.getFullName())
                  .isNotIn(FieldDescriptor.JavaType.FLOAT, FieldDescriptor.JavaType.DOUBLE);
              assertThat(field.isMapField()).as(field.getFullName()).isFalse();
              assertThat(field.getContainingOneof()).as(field.getFullName()).isNull();
            });
  }

  @ParameterizedTest
  @MethodSource("modelEnums")
  void modelAndSchemaHaveTheSameNumbers(Class<? extends Enum<?>> type) {
    EnumDescriptor schema = ProfileProto.getDescriptor().findEnumTypeByName(type.getSimpleName());
    String prefix =
        type.getSimpleName()
            .replaceAll("(?<=[a-z])([A-Z])", "_$1")
            .toUpperCase(java.util.Locale.ROOT);
    List<String> model =
        Stream.of(type.getEnumConstants())
            .map(value -> prefix + "_" + value.name() + " = " + value.ordinal())
            .collect(Collectors.toList());
    assertThat(schema.getValues().stream().map(SchemaTest::numbered)).isEqualTo(model);
  }

  static List<Class<? extends Enum<?>>> modelEnums() {
    return ENUMS;
  }

  private static String numbered(EnumValueDescriptor value) {
    return value.getName() + " = " + value.getNumber();
  }

  private static boolean isText(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.STRING
        || field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING;
  }

  private static Stream<FieldDescriptor> fields() {
    return Stream.of(ProfileProto.getDescriptor(), IngestProto.getDescriptor())
        .map(FileDescriptor::getMessageTypes)
        .flatMap(List::stream)
        .map(Descriptor::getFields)
        .flatMap(List::stream);
  }
}
