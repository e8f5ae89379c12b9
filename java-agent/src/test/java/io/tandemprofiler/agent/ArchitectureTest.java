package io.tandemprofiler.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.tandemprofiler.agent",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String AGENT = "io.tandemprofiler.agent";
  private static final String MODEL = "io.tandemprofiler.model..";
  private static final String WIRE = "io.tandemprofiler.wire..";

  @ArchTest
  static final ArchRule config_needsOnlyTheModel =
      classes()
          .that()
          .resideInAPackage(AGENT + ".config..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", AGENT + ".config..", MODEL);

  @ArchTest
  static final ArchRule sampler_needsOnlyTheModelAndTheProfiler =
      classes()
          .that()
          .resideInAPackage(AGENT + ".sampler..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.management..",
              "com.sun.management..",
              "jdk.jfr..",
              "one..",
              AGENT + ".sampler..",
              MODEL);

  @ArchTest
  static final ArchRule upload_needsOnlyModelWireAndGrpc =
      classes()
          .that()
          .resideInAPackage(AGENT + ".upload..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "javax.net..", "io.grpc..", AGENT + ".upload..", MODEL, WIRE);

  @ArchTest
  static final ArchRule root_touchesNoLibrary =
      noClasses()
          .that()
          .resideInAPackage(AGENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "one..", WIRE);

  @ArchTest
  static final ArchRule nobodyMayDecideHowTheApplicationLogs =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.logging..");

  @ArchTest
  static final ArchRule partsFormNoCycle =
      slices().matching(AGENT + ".(*)..").should().beFreeOfCycles();
}
