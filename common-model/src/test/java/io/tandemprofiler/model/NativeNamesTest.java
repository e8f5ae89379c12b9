package io.tandemprofiler.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeNamesTest {
  @ParameterizedTest
  @CsvSource({
    "/usr/lib/libstdc++.so.6, libstdc++.so.6",
    "/usr/lib/ld-linux-x86-64.so.2, ld-linux-x86-64.so.2",
    "/usr/lib/libz.so.1 (deleted), libz.so.1",
    "/tmp/libjansi-2.4-9f86d081884c7d65.so (deleted), libjansi-2.4-.so",
    "[vdso], [vdso]",
    "[vsyscall], [vsyscall]",
    "'', ''",
    "/memfd:libcrypt.so (deleted), <generated>",
    "/memfd:a/lib.so (deleted), <generated>",
    "[anon:ann@example.org], <generated>",
    "[stack:4711], <generated>",
    "anon_inode:[perf_event], <generated>",
    "//anon, anon",
    "/srv/iban DE8937.so, <generated>",
    "/srv/größe.so, <generated>",
    "/tmp/abcabcdefab-d9cb-469f-a165-70867728950e123.so, .so",
  })
  void library_isAnOrdinaryNameOrNone(String path, String shown) {
    assertThat(NativeNames.library(path)).isEqualTo(shown);
  }

  /** Else an agent would cut once and the collector refuse what it could cut again. */
  @Property
  void library_isTheSameAgain(@ForAll("paths") String path) {
    String library = NativeNames.library(path);
    assertThat(NativeNames.library(library)).isEqualTo(library);
  }

  @Provide
  Arbitrary<String> paths() {
    String parts =
        "/ lib abc 123 -d9cb-469f-a165-70867728950e abcdefab .so [ ] vdso : ü /memfd: < +";
    return Arbitraries.of(parts.split(" "))
        .list()
        .ofMaxSize(8)
        .map(list -> String.join("", list) + (list.size() % 2 == 0 ? " (deleted)" : ""));
  }
}
