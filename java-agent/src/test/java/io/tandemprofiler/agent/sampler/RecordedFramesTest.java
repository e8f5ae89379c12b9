package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedFramesTest {
  @ParameterizedTest
  @CsvSource({
    "0, com/acme/Cart$Line, total, java:com.acme.Cart$Line.total",
    "1, iban DE8937 ok!x, payed to Ann, java:<generated>.<generated>",
    "1, com/acme/Cart, total, java:com.acme.Cart.total",
    "6, com/acme/Cart, <init>, java:com.acme.Cart.<init>",
    "3, /usr/lib/libc.so.6, memcpy, native:libc.so.6.memcpy",
    "4, libjvm.so, JavaThread::run, native:libjvm.so.JavaThread::run",
    "3, '', vtable stub, native:vtable stub",
    "3, libfoo.so, '', native:libfoo.so.<unknown>",
    "5, '', do_syscall_64, kernel:do_syscall_64",
    "3, '', unknown_Java, other:<unknown>",
    "3, '', no_Java_frame, other:<unknown>",
    "3, '', stale_jmethodID, other:<unknown>",
    "3, '', break_interpreted, other:<unknown>",
    "3, '', storage_overflow, unspecified:<truncated>",
    "3, libfoo.so, unknown, native:libfoo.so.unknown",
    "3, '', /usr/lib/libz.so.1.2.13, native:libz.so.1.2.13.<unknown>",
  })
  void frame_isNamedByTheRules(int type, String owner, String function, String shown) {
    assertThat(RecordedFrames.frame(type, owner, function)).hasToString(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "746f74616c, total",
    "6772c3b6c39f65, größe",
    "eda180edb080, 𠀀", // what the JVM writes
    "f0a08080, 𠀀", // what everybody else writes
    "c080, '\u0000'",
    "ff, \ufffd",
  })
  void text_isReadAsTheJvmWritesIt(String hex, String text) {
    byte[] bytes = new BigInteger(hex, 16).toByteArray();
    byte[] unsigned = Arrays.copyOfRange(bytes, bytes.length - hex.length() / 2, bytes.length);

    assertThat(RecordedFrames.text(unsigned)).isEqualTo(text);
  }
}
