package io.tandemprofiler.collector;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The arrows between packages, and no others. */
@AnalyzeClasses(
    packages = "io.tandemprofiler",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String COLLECTOR = "io.tandemprofiler.collector";

  @ArchTest
  static final ArchRule packages_dependOneWay =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("model")
          .definedBy("io.tandemprofiler.model")
          .layer("wire")
          .definedBy("io.tandemprofiler.wire")
          .layer("store")
          .definedBy(COLLECTOR + ".store")
          .layer("ingest")
          .definedBy(COLLECTOR + ".ingest")
          .layer("query")
          .definedBy(COLLECTOR + ".query")
          .layer("exchange")
          .definedBy(COLLECTOR + ".exchange")
          .layer("analysis")
          .definedBy(COLLECTOR + ".analysis")
          .layer("anomaly")
          .definedBy(COLLECTOR + ".analysis.anomaly")
          .layer("notify")
          .definedBy(COLLECTOR + ".notify")
          .layer("view")
          .definedBy(COLLECTOR + ".view")
          .layer("tls")
          .definedBy(COLLECTOR + ".tls")
          .layer("access")
          .definedBy(COLLECTOR + ".access")
          .layer("command")
          .definedBy(COLLECTOR + ".command")
          .layer("collector")
          .definedBy(COLLECTOR)
          .whereLayer("collector")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("command")
          .mayOnlyBeAccessedByLayers("collector")
          .whereLayer("command")
          .mayNotAccessAnyLayer()
          .whereLayer("access")
          .mayOnlyBeAccessedByLayers("ingest", "view", "collector")
          .whereLayer("tls")
          .mayNotAccessAnyLayer()
          .whereLayer("tls")
          .mayOnlyBeAccessedByLayers("collector")
          .whereLayer("view")
          .mayOnlyBeAccessedByLayers("collector")
          .whereLayer("notify")
          .mayOnlyBeAccessedByLayers("view", "collector")
          .whereLayer("anomaly")
          .mayOnlyBeAccessedByLayers("analysis")
          .whereLayer("anomaly")
          .mayNotAccessAnyLayer()
          .whereLayer("analysis")
          .mayOnlyBeAccessedByLayers("view", "collector")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("view", "collector")
          .whereLayer("query")
          .mayOnlyBeAccessedByLayers("exchange", "analysis", "view", "collector")
          .whereLayer("ingest")
          .mayOnlyBeAccessedByLayers("view", "collector")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers(
              "access", "ingest", "query", "exchange", "analysis", "notify", "view", "collector")
          .whereLayer("wire")
          .mayOnlyBeAccessedByLayers("ingest", "store", "exchange");

  @ArchTest
  static final ArchRule packages_haveNoCycle =
      slices().matching("io.tandemprofiler.(**)").should().beFreeOfCycles();
}
