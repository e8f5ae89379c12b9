package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where the chain of Python is cut. A part ends at {@code |}, at {@code ~} if approximate. */
class StitchingTest {
  @Test
  void oneEntry_hasTheWholeChain() {
    assertThat(stitched("Shop.main @invoke", "*price round _cents"))
        .isEqualTo("price round _cents");
  }

  @Test
  void theNameOfWhatIsCalled_cuts() {
    assertThat(
            stitched(
                "Shop.main @invoke Repository.find @invoke",
                "*price>Cart __init__>find *cached load"))
        .isEqualTo("price __init__ | cached load");
  }

  @Test
  void aFrameThatPythonCalled_isNoPlaceForACut() {
    assertThat(
            stitched(
                "Shop.main @invoke Repository.find @invoke", "*price>find find>find *loaded find"))
        .isEqualTo("price find | loaded find");
  }

  @Test
  void aModule_beginsWhatExecRuns() {
    assertThat(
            stitched(
                "Shop.main @invoke Back.run @exec", "*price>sorted *key>other *<module> *each"))
        .isEqualTo("price key | <module> each");
  }

  @Test
  void aConstructor_isCalledByItsClass() {
    assertThat(
            stitched(
                "Shop.main @invoke shop.Order$Line.<init> @invoke", "*price>map *key>Line *check"))
        .isEqualTo("price key | check");
  }

  @Test
  void whereNothingRunsYet_theLastPartIsEmpty() {
    assertThat(stitched("Shop.main @invoke Back.again @invoke", "*price>again"))
        .isEqualTo("price |");
  }

  @Test
  void aCutThatNoNameTells_isApproximateWhereThereAreOthers() {
    assertThat(stitched("Shop.main @invoke Back.again @call Back.more @invoke", "*a>again *b"))
        .isEqualTo("a | b ~");
  }

  @Test
  void equallyGoodCuts_areApproximate() {
    assertThat(
            stitched(
                "Shop.main @invoke Back.again @invoke", "*price>sorted *key>map *key>map *key"))
        .isEqualTo("price ~ key key key");
  }

  @Test
  void ofManyEntries_eachHasItsPart() {
    assertThat(
            stitched(
                "Shop.main @invoke Back.a @invoke Back.b @exec Back.c @call",
                "*f>a *g>b *<module>>c *lambda h"))
        .isEqualTo("f | g | <module> | lambda h");
  }

  @Test
  void withoutEntryFlags_allIsApproximate() {
    assertThat(stitched("Shop.main @invoke Back.again @invoke", "?price>again ?inner"))
        .isEqualTo("price ~ inner");
  }

  @Test
  void withoutPython_allPartsAreEmpty() {
    assertThat(stitched("Shop.main @invoke", "")).isEmpty();
  }

  private static String stitched(String java, String python) {
    StringBuilder text = new StringBuilder();
    for (Stitching.Part part : Stitching.parts(Texts.java(java).entries(), Texts.python(python))) {
      text.append(part.frames.stream().map(f -> f.name + " ").collect(Collectors.joining()));
      text.append(part.endIsApproximate ? "~ " : "| ");
    }
    return text.substring(0, text.length() - 2).trim();
  }
}
