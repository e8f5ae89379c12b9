package io.tandemprofiler.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    "com.acme.Hidden/0x0000000800c0a400, <generated>",
    "com.acme.Hidden+0x0000000800c0a400, <generated>",
    "com.acme.Anonymous/1365202186, <generated>",
    "com.acme.Anonymous.1365202186, <generated>",
    "com.acme.Hidden_0x0000000800c0a400$$Lambda/0x0000000800c03000, <generated>",
    "java.lang.Hidden_0x0000000800c0a400$$Lambda/0x0000000800c03000, java.lang.Hidden$$Lambda",
    "com.acme.Cart$$EnhancerByCGLIB$$a1b2c3d4, com.acme.Cart$$EnhancerByCGLIB$$",
    "com.acme.Cart$$EnhancerBySpringCGLIB$$9f2c, com.acme.Cart$$EnhancerBySpringCGLIB$$",
    "com.acme.Cart$$SpringCGLIB$$0, com.acme.Cart$$SpringCGLIB$$",
    "com.acme.Cart$$FastClassBySpringCGLIB$$12ab, com.acme.Cart$$FastClassBySpringCGLIB$$",
    "com.acme.Cart$ByteBuddy$pQ3rS9, com.acme.Cart$ByteBuddy$",
    "com.acme.Cart$HibernateProxy$Ab12Cd, com.acme.Cart$HibernateProxy$",
    "com.acme.Cart$MockitoMock$1402938, com.acme.Cart$MockitoMock$",
    "com.acme.Hidden/0x0000000800c0a400$$Lambda/0x0000000800c03000, <generated>",
    "com.acme.Cart$ByteBuddy$pQ3rS9$$Lambda$7/0x0800c03000, com.acme.Cart$ByteBuddy$$$Lambda",
    "$Proxy1$2, $Proxy",
    "com.acme.A.0x1.0x2, <generated>",
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
  @ValueSource(
      strings = {
        "total",
        "<init>",
        "<clinit>",
        "<unknown>",
        "lambda$main$0",
        "access$000",
        "$deserializeLambda$",
        "größe",
        "constructor-impl", // Kotlin, and the next
        "plus-Wa3L5BU",
        "-deprecated_url",
        "main$lambda-0",
        "$plus$plus", // Scala, and the next
        "_$eq",
        "this$dist$invoke$1", // Groovy
        "_jspx_meth_c_005fif_005f0", // JSP
      })
  void frame_keepsMethodsAsCompilersNameThem(String method) {
    assertThat(JavaNames.frame("com.acme.Cart", method))
        .isEqualTo(new Frame(Language.JAVA, "com.acme.Cart", method));
    assertThat(JavaNames.isCleanFunction(method)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adds two numbers",
        "ann@example.org",
        "10.0.0.7",
        "4711",
        "tel:030",
        "a.b",
        "<secret>",
        "it's",
        "a\u0000",
        "5%",
      })
  void frame_hidesMethodsThatNoCompilerNamesSo(String method) {
    assertThat(JavaNames.frame("com.acme.Cart", method))
        .isEqualTo(new Frame(Language.JAVA, "com.acme.Cart", "<generated>"));
    assertThat(JavaNames.isCleanFunction(method)).isFalse();
  }

  @Property
  void frame_isCleanOfAnyMethod(@ForAll @StringLength(min = 1) String method) {
    String function = JavaNames.frame("com.acme.Cart", method).function();
    assertThat(JavaNames.isCleanFunction(function)).isTrue();
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
    "[Lcom.acme.Hidden/0x0000000800c0a400;, <generated>",
    "java.lang.invoke.LambdaForm$Kept/0x0000000800c0a400, java.lang.invoke.LambdaForm$Kept",
    "'[Liban DE8937;', <generated>",
    "[[LL;, L[][]",
  })
  void className_writesArraysAsTheLanguageDoes(String binaryName, String shown) {
    assertThat(JavaNames.className(binaryName)).isEqualTo(shown);
  }

  /** Else an agent would cut once and the collector refuse what it could cut again. */
  @Property
  void owner_isClean(@ForAll("binaryNames") String binaryName) {
    String owner = JavaNames.owner(binaryName);
    assertThat(JavaNames.owner(owner)).isEqualTo(owner);
    assertThat(JavaNames.isClean(owner)).isTrue();
  }

  @Property
  void className_isClean(@ForAll("binaryNames") String binaryName) {
    assertThat(JavaNames.isCleanClass(JavaNames.className(binaryName))).isTrue();
    assertThat(JavaNames.isCleanClass(JavaNames.className("[L" + binaryName + ";"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[B", "[Ljava.lang.String;", "int[", "App$$Lambda$1[]", "/srv/A.class"})
  void isCleanClass_isFalseOfWhatNoAgentSends(String className) {
    assertThat(JavaNames.isCleanClass(className)).isFalse();
  }

  @Provide
  Arbitrary<String> binaryNames() {
    Arbitrary<String> parts =
        Arbitraries.of(
            ("com.acme. Cart $ $$ $$Lambda $Proxy jdk.proxy GeneratedMethodAccessor LambdaForm$MH"
                    + " $$EnhancerByCGLIB$$ CGLIB$$ $ByteBuddy$ $MockitoMock$ /0x1f .0xa +0x2 0x 7 a"
                    + " 12 . - / /7 ü _ 0")
                .split(" "));
    return parts.list().ofMaxSize(8).map(list -> String.join("", list));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.Cart$$Lambda$14",
        "$Proxy7",
        "com.acme.Hidden/0x08",
        "com.acme.Cart$ByteBuddy$x1",
        "/srv/app/Cart.java",
        "C:\\app\\Cart",
        "com.acme.Cart Line",
        "<generated>x",
        "com.acme.A\u0000",
      })
  void isClean_isFalseOfWhatNoAgentSends(String owner) {
    assertThat(JavaNames.isClean(owner)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<generated>", "", "com.acme.Größe$1", "com.acme.package-info", "A.𝒳"})
  void isClean_isTrueOfWhatAgentsSend(String owner) {
    assertThat(JavaNames.isClean(owner)).isTrue();
  }
}
