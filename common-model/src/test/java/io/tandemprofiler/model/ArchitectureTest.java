package io.tandemprofiler.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tandemprofiler", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule model_needsNothingButTheLanguage =
      classes()
          .that()
          .resideInAPackage("io.tandemprofiler.model")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.tandemprofiler.model");

  @ArchTest
  static final ArchRule wire_needsTheModelAlone =
      classes()
          .that()
          .resideInAPackage("io.tandemprofiler.wire")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.tandemprofiler.model", "io.tandemprofiler.wire");
}
