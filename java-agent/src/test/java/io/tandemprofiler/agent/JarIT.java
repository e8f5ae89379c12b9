package io.tandemprofiler.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tandemprofiler.agent.program.GrpcProgram;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** What the agent's jar holds, and what it leaves alone. */
class JarIT {
  /** Of a program that does not wait to be seen, and may have ended before. */
  private static final int MOST_RUNS = 10;

  private static final String LOGGING = "io.tandemprofiler.agent.isolated.logging";
  private static final ImportOption ONLY_OURS = location -> location.contains("io/tandemprofiler");
  private static final String CONTRACT = "io/tandemprofiler/agent/sampler/SamplerContract";
  private static final Path KIT =
      ForkedJvm.MODULE.resolve("target/tandem-java-agent-sampler-contract.jar");
  private static final Path DEPENDENCIES = ForkedJvm.MODULE.resolve("target/foreign");

  @Test
  void classes_areAllOursOrIsolated() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.JAR.toFile())) {
      assertThat(names(jar, ".class"))
          .isNotEmpty()
          .allMatch(name -> name.startsWith("io/tandemprofiler/"));
      assertThat(names(jar, ".class"))
          .contains(
              "io/tandemprofiler/model/Profile.class",
              "io/tandemprofiler/agent/sampler/Sampler.class",
              "io/tandemprofiler/agent/isolated/grpc/ManagedChannel.class");
      assertThat(names(jar, "module-info.class")).isEmpty();
    }
  }

  @Test
  void pom_bringsNothingOntoTheClassPathOfWhoDependsOnIt() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(ForkedJvm.MODULE.resolve("pom.xml").toFile());
    String own = "/project/dependencies/dependency";
    XPath path = XPathFactory.newInstance().newXPath();

    assertThat(path.evaluate("count(" + own + "[not(scope)])", pom)).isNotEqualTo("0");
    assertThat(path.evaluate("count(" + own + "[not(scope = 'test' or optional = 'true')])", pom))
        .isEqualTo("0");
  }

  @Test
  void services_areThoseOfTheIsolatedLibraries() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.JAR.toFile())) {
      List<String> services =
          names(jar, "").stream()
              .filter(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
              .collect(Collectors.toList());

      assertThat(services)
          .isNotEmpty()
          .allMatch(name -> name.startsWith("META-INF/services/io.tandemprofiler.agent.isolated."));
    }
  }

  @Test
  void isolatedLibraries_logNowhereAndMissNothingThere() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.JAR.toFile())) {
      JavaClasses classes = new ClassFileImporter().withImportOption(ONLY_OURS).importJar(jar);
      List<String> missing =
          classes.stream()
              .flatMap(type -> type.getAccessesFromSelf().stream())
              .filter(access -> access.getTargetOwner().getPackageName().equals(LOGGING))
              .filter(access -> access.getTarget().resolveMember().isEmpty())
              .map(Object::toString)
              .collect(Collectors.toList());

      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..")
          .check(classes);
      assertThat(missing).isEmpty();
    }
  }

  @Test
  void samplerContract_needsNothingThatIsNotPublished() throws IOException {
    try (JarFile agent = new JarFile(ForkedJvm.JAR.toFile());
        JarFile kit = new JarFile(KIT.toFile())) {
      Set<String> published = new HashSet<>(names(agent, ".class"));
      published.addAll(names(kit, ".class"));
      Set<String> needed =
          new ClassFileImporter()
              .importJar(kit).stream()
                  .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                  .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
                  .filter(name -> name.startsWith("io.tandemprofiler."))
                  .map(name -> name.replace('.', '/') + ".class")
                  .collect(Collectors.toSet());

      assertThat(names(kit, ".class"))
          .contains(CONTRACT + ".class")
          .allMatch(n -> n.startsWith(CONTRACT));
      assertThat(needed).contains("io/tandemprofiler/model/CallTree.class");
      assertThat(published).containsAll(needed);
    }
  }

  @Test
  void readme_showsTheSamplerContractAsItIsUsed() throws IOException {
    String test =
        Files.readString(
            ForkedJvm.MODULE.resolve(
                "src/test/java/io/tandemprofiler/example/OwnSamplerTest.java"));

    assertThat(Files.readString(ForkedJvm.MODULE.resolve("README.md")))
        .contains(test.substring(test.indexOf("import ")));
  }

  @Test
  void licences_areThere() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.JAR.toFile())) {
      assertThat(names(jar, "")).contains("META-INF/LICENSE", "META-INF/NOTICE");
      String notice =
          new String(
              jar.getInputStream(jar.getEntry("META-INF/NOTICE")).readAllBytes(),
              java.nio.charset.StandardCharsets.UTF_8);
      assertThat(notice).contains("async-profiler", "gRPC", "Guava", "Okio", "Kotlin", "PerfMark");
    }
  }

  @Test
  void manifest_namesTheEntriesAndTheVersion() throws IOException {
    try (JarFile jar = new JarFile(ForkedJvm.JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Premain-Class")).isEqualTo(Agent.class.getName());
      assertThat(manifest.getValue("Agent-Class")).isEqualTo(Agent.class.getName());
      assertThat(manifest.getValue("Can-Retransform-Classes")).isEqualTo("false");
      assertThat(ForkedJvm.jar("--version").run().out)
          .isEqualTo("tandem-java-agent " + manifest.getValue("Implementation-Version") + "\n");
    }
  }

  @Test
  void commandLine_printsSettingsAndRefusesTheRest() throws IOException {
    ForkedJvm.Ended settings = ForkedJvm.jar("settings").run();
    ForkedJvm.Ended wrong = ForkedJvm.jar("dance").run();

    assertThat(settings.exitCode).isZero();
    assertThat(settings.out).contains("cpu_hz", "queue_bytes");
    assertThat(wrong.exitCode).isEqualTo(2);
    assertThat(wrong.out).isEmpty();
    assertThat(wrong.errors()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "attach --help", "list --help", "show --help -- -jar x.jar"})
  void commandLine_helpsWhereverItIsAsked(String words) throws IOException {
    ForkedJvm.Ended help = ForkedJvm.jar(words.split(" ")).run();

    assertThat(help.exitCode).isZero();
    assertThat(help.out).startsWith("Tandem Java agent: ").contains("attach PID");
    assertThat(help.errors()).isEmpty();
  }

  @Test
  void commandLine_leavesTheProgramsOwnWordsToIt() throws IOException {
    ForkedJvm.Ended shown = ForkedJvm.jar("show", "enabled=off", "--", "--help").run();

    assertThat(shown.out).contains("-jar <").doesNotContain("Tandem");
  }

  @Test
  void applicationWithAnOlderGrpc_keepsItsOwn() throws IOException {
    List<Path> grpc = jars("grpc");
    try (CollectorStandIn collector = new CollectorStandIn();
        ForkedJvm.Running running =
            ForkedJvm.here()
                .agent("service=shop,collector=" + collector.url())
                .classPath(
                    Stream.concat(Stream.of(ForkedJvm.PROGRAMS), grpc.stream())
                        .toArray(Path[]::new))
                .main(GrpcProgram.class.getName(), "127.0.0.1:" + collector.port())
                .start()) {
      assertThat(collector.nextUpload().producer().service()).isEqualTo("shop");
      ForkedJvm.Ended ended = running.end();

      assertThat(ended.exitCode).isZero();
      assertThat(ended.out).startsWith("UNIMPLEMENTED\n").endsWith("/grpc-api-1.62.2.jar\n");
      assertThat(ended.errors()).isEmpty();
    }
  }

  @Test
  void foreignProgram_doesTheSameAndIsSeen(@TempDir Path folder) throws IOException {
    Path source = folder.resolve("Generated.java");
    Files.writeString(source, generatedSource());
    try (CollectorStandIn collector = new CollectorStandIn()) {
      ForkedJvm.Ended bare = formatter(ForkedJvm.here(), source).run();
      boolean seen = false;
      for (int run = 0; run < MOST_RUNS && !seen; run++) {
        ForkedJvm.Ended profiled =
            formatter(ForkedJvm.here().agent("service=gjf,collector=" + collector.url()), source)
                .run();

        assertThat(profiled.exitCode).isEqualTo(bare.exitCode).isZero();
        assertThat(profiled.out).isEqualTo(bare.out).isNotEmpty();
        assertThat(profiled.errors()).isEqualTo(bare.errors());
        seen = collector.uploadsSoFar().stream().anyMatch(JarIT::showsTheFormatter);
      }
      assertThat(seen).isTrue();
    }
  }

  private static boolean showsTheFormatter(Upload upload) {
    return upload.profile().frames().stream()
        .map(Frame::owner)
        .anyMatch(owner -> owner.startsWith("com.google.googlejavaformat."));
  }

  private static ForkedJvm formatter(ForkedJvm jvm, Path source) throws IOException {
    for (String part : List.of("api", "code", "file", "parser", "tree", "util")) {
      jvm.option("--add-exports=jdk.compiler/com.sun.tools.javac." + part + "=ALL-UNNAMED");
    }
    return jvm.classPath(jars("formatter").toArray(new Path[0]))
        .main("com.google.googlejavaformat.java.Main", source.toString());
  }

  private static String generatedSource() {
    StringBuilder source = new StringBuilder("class Generated {\n");
    for (int i = 0; i < 4000; i++) {
      source.append("int m").append(i).append("(int a,int b){if(a>b){return a*").append(i);
      source.append("+b;}else{return m").append(i).append("(b,a-1);}}\n");
    }
    return source.append("}\n").toString();
  }

  private static List<Path> jars(String folder) throws IOException {
    try (Stream<Path> files = Files.list(DEPENDENCIES.resolve(folder))) {
      return files.sorted().collect(Collectors.toList());
    }
  }

  private static List<String> names(JarFile jar, String end) {
    return jar.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(end))
        .collect(Collectors.toList());
  }
}
