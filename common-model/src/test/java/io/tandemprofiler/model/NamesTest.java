package io.tandemprofiler.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void clean_replacesEachUnpairedSurrogate() {
    assertThat(Names.clean("a\uD800b\uDC00\uD83D\uDE00\uD800\uD800"))
        .isEqualTo("a\uFFFDb\uFFFD\uD83D\uDE00\uFFFD\uFFFD");
  }

  @Test
  void clean_keeps512BytesAndNotOneMore() {
    String longest = "é".repeat(256);
    assertThat(Names.clean(longest)).isSameAs(longest);
    assertThat(Names.clean(longest + "x")).isEqualTo(Names.GENERATED);
  }

  @Test
  void clean_measuresWhatIsLeftOfSurrogates() {
    assertThat(Names.clean("\uD800".repeat(170) + "xx")).hasSize(172);
    assertThat(Names.clean("\uD800".repeat(171))).isEqualTo(Names.GENERATED);
  }

  @Test
  void compare_putsAstralBehindTheRestOfTheBasicPlane() {
    assertThat(Names.compare("\uD83D\uDE00", "\uFFFD")).isPositive();
    assertThat("\uD83D\uDE00".compareTo("\uFFFD")).isNegative();
  }

  @Property
  void compare_agreesWithTheBytes(@ForAll String a, @ForAll String b) {
    String x = Names.clean(a);
    String y = Names.clean(b);
    int bytes =
        Arrays.compareUnsigned(
            x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8));
    assertThat(Integer.signum(Names.compare(x, y))).isEqualTo(Integer.signum(bytes));
  }

  @Property
  void utf8Length_agreesWithTheBytes(@ForAll String text) {
    String clean = Names.clean(text);
    assertThat(Names.utf8Length(clean)).isEqualTo(clean.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void frame_refusesAFunctionWithoutAName() {
    assertThatThrownBy(() -> new Frame(Language.JAVA, "App", "")).hasMessageContaining("'App'");
  }

  @Test
  void frame_ofALibraryIsFreeOfPaths() {
    assertThat(new Frame(Language.NATIVE, "/usr/lib/libc.so.6", "memcpy"))
        .hasToString("native:libc.so.6.memcpy");
    assertThat(new Frame(Language.NATIVE, "", "/usr/lib/libz.so"))
        .hasToString("native:libz.so.<unknown>");
    assertThat(new Frame(Language.NATIVE, "libm.so", "operator/"))
        .hasToString("native:libm.so.operator/");
    assertThat(new Frame(Language.PYTHON, "a/b", "/c")).hasToString("python:a/b./c");
  }

  @Test
  void frame_ofALibraryIsFreeOfWhatWasDrawnAtRunTime() {
    assertThat(
            library("/tmp/sqlite-3.50.3.0-a05c25c8-e0ba-4bf3-95b6-adae84afe5fb-libsqlitejdbc.so"))
        .isEqualTo("sqlite-3.50.3.0--libsqlitejdbc.so");
    assertThat(library("libnetty_epoll123456789.so")).isEqualTo("libnetty_epoll.so");
    assertThat(library("x-12345-123456-ABCDE1-f00dface.so")).isEqualTo("x-12345---.so");
    assertThat(library("libz.so.1.2.13")).isEqualTo("libz.so.1.2.13");
    assertThat(library("libdeadbeef.so.6")).isEqualTo("libdeadbeef.so.6");
    assertThat(new Frame(Language.PYTHON, "m123456", "f123456"))
        .hasToString("python:m123456.f123456");
    assertThat(new Frame(Language.NATIVE, "l.so", "f123456").function()).isEqualTo("f123456");
  }

  private static String library(String path) {
    return new Frame(Language.NATIVE, path, "f").owner();
  }

  @Test
  void truncatedTo_keepsTheInnermostFrames() {
    StackTrace trace = Traces.traceOf("main:1;a:2;b:3;c:4").truncatedTo(3);
    assertThat(trace.frames()).extracting(Frame::function).containsExactly("<truncated>", "b", "c");
    assertThat(new int[] {trace.line(0), trace.line(1), trace.line(2)}).containsExactly(0, 3, 4);
  }

  @Test
  void truncatedTo_leavesAStackOfExactlyTheLimit() {
    StackTrace trace = Traces.traceOf("main;a;b");
    assertThat(trace.truncatedTo(3)).isSameAs(trace);
  }
}
