package io.tandemprofiler.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaNamesTest {
  @ParameterizedTest
  @CsvSource({
    "com.acme.Cart$Line, com.acme.Cart$Line",
    "com.acme.Cart2, com.acme.Cart2",
    "com.acme.Base64$1, com.acme.Base64$1",
    "com.acme.Cart$$Lambda$14/0x0000000800c03000, com.acme.Cart$$Lambda",
    "com.acme.Cart$$Lambda+0x00007f1e04003200.1234, com.acme.Cart$$Lambda",
    "com.acme.Cart$$Lambda/0x00007f1e04003200, com.acme.Cart$$Lambda",
    "$Proxy12, $Proxy",
    "com.sun.proxy.$Proxy7, com.sun.proxy.$Proxy",
    "jdk.proxy2.$Proxy31, jdk.proxy.$Proxy",
    "jdk.internal.reflect.GeneratedMethodAccessor17, jdk.internal.reflect.GeneratedMethodAccessor",
    "jdk.internal.reflect.GeneratedConstructorAccessor2,"
        + " jdk.internal.reflect.GeneratedConstructorAccessor",
    "jdk.internal.reflect.GeneratedSerializationConstructorAccessor5,"
        + " jdk.internal.reflect.GeneratedSerializationConstructorAccessor",
    "java.lang.invoke.LambdaForm$MH/0x0000000800c0a400, java.lang.invoke.LambdaForm$MH",
    "java.lang.invoke.LambdaForm$DMH+0x0000000800c0a400, java.lang.invoke.LambdaForm$DMH",
    "java.lang.invoke.LambdaForm$MH$42, java.lang.invoke.LambdaForm$MH",
    "com.acme.Hidden/0x0000000800c0a400, com.acme.Hidden",
    "com.acme.Hidden+0x0000000800c0a400, com.acme.Hidden",
    "com.acme.Anonymous/1365202186, com.acme.Anonymous",
    "com.acme.Cart$$EnhancerByCGLIB$$a1b2c3d4, com.acme.Cart$$EnhancerByCGLIB$$",
    "com.acme.Cart$$EnhancerBySpringCGLIB$$9f2c, com.acme.Cart$$EnhancerBySpringCGLIB$$",
    "com.acme.Cart$$SpringCGLIB$$0, com.acme.Cart$$SpringCGLIB$$",
    "com.acme.Cart$$FastClassBySpringCGLIB$$12ab, com.acme.Cart$$FastClassBySpringCGLIB$$",
    "com.acme.Cart$ByteBuddy$pQ3rS9, com.acme.Cart$ByteBuddy$",
    "com.acme.Cart$HibernateProxy$Ab12Cd, com.acme.Cart$HibernateProxy$",
    "com.acme.Cart$MockitoMock$1402938, com.acme.Cart$MockitoMock$",
    "com.acme.package-info, com.acme.package-info",
    "com.acme.Größe$Ω, com.acme.Größe$Ω",
    "'iban DE8937 ok!x', <generated>",
    "com.acme.tel:030, <generated>",
    "'com.acme.of Ann$$Lambda/0x0000000800c03000', <generated>",
  })
  void owner_cutsWhatDiffersBetweenRuns(String binaryName, String shown) {
    assertThat(JavaNames.owner(binaryName)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.String, java.lang.String",
    "[B, byte[]",
    "[Z, boolean[]",
    "[[[J, long[][][]",
    "[Ljava.lang.String;, java.lang.String[]",
    "[[Lcom.acme.Cart$Line;, com.acme.Cart$Line[][]",
    "[LCart$$Lambda$1/0x00007fbc68000a08;, Cart$$Lambda[]",
    "[LCart$$Lambda$1;, Cart$$Lambda[]",
    "[L$Proxy0;, $Proxy[]",
    "[Lcom.acme.Hidden/0x0000000800c0a400;, com.acme.Hidden[]",
    "'[Liban DE8937;', <generated>",
    "[[LL;, L[][]",
  })
  void className_writesArraysAsTheLanguageDoes(String binaryName, String shown) {
    assertThat(JavaNames.className(binaryName)).isEqualTo(shown);
  }
}
