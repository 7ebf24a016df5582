package io.cortexlocal.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.fidelity.FidelityManifest.Difference;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FidelityManifestTests {

  private final FidelityManifest manifest = FidelityManifest.load();

  @Test
  void everyDifferenceHasAnIdOfItsOwn() {
    assertThat(manifest.differences()).isNotEmpty();
    assertThat(manifest.differences())
        .extracting(Difference::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
  }

  @Test
  void everyDifferenceIsComplete() {
    assertThat(manifest.differences())
        .allSatisfy(
            difference -> {
              assertThat(difference.cortex()).as(difference.id()).endsWith(".");
              assertThat(difference.here()).as(difference.id()).endsWith(".");
              assertThat(difference.reason()).as(difference.id()).endsWith(".");
              assertThat(difference.cortex()).isNotEqualTo(difference.here());
              assertThat(difference.backends())
                  .as(difference.id())
                  .isNotEmpty()
                  .doesNotHaveDuplicates()
                  .isSubsetOf("k3s", "embedded", "existing");
            });
  }

  @Test
  void whatTheBackendsDoDifferentlyIsPinnedByATest() throws Exception {
    for (Difference difference : manifest.of("embedded")) {
      if (!difference.backends().contains("k3s")) {
        assertThat(difference.pinnedBy()).as(difference.id()).matches("[\\w.]+#\\w+");
        String[] test = difference.pinnedBy().split("#", 2);
        assertThat(sourceOf(test[0])).as(difference.id()).contains("void " + test[1] + "(");
      }
    }
  }

  private static String sourceOf(String testClass) throws IOException {
    String file = "src/test/java/" + testClass.replace('.', '/') + ".java";
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."))) {
      for (Path module : modules) {
        Path source = module.resolve(file);
        if (Files.exists(source)) {
          return Files.readString(source);
        }
      }
    }
    throw new AssertionError("there is no test " + testClass);
  }

  @Test
  void knowsThoseOfABackend() {
    FidelityManifest two =
        new FidelityManifest(
            List.of(
                new Difference("one", "a.", "b.", "c.", List.of("k3s"), ""),
                new Difference("two", "a.", "b.", "c.", List.of("k3s", "embedded"), "")));

    assertThat(two.of("k3s")).extracting(Difference::id).containsExactly("one", "two");
    assertThat(two.of("embedded")).extracting(Difference::id).containsExactly("two");
    assertThat(two.of("other")).isEmpty();
    assertThat(two.summary("k3s")).isEqualTo("2 known differences from Cortex: one, two");
  }
}
