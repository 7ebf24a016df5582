package io.cortexlocal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user gets stands without what only the project's own tests need. */
class ProductFilesTests {

  private static final Path CHECKOUT = Path.of("..");

  @Test
  void nothingOfTheProductNamesTheFixtures() throws Exception {
    List<Path> product = new ArrayList<>(mainFiles());
    product.add(CHECKOUT.resolve("cortex-local"));

    assertThat(product).hasSizeGreaterThan(300);
    assertThat(product).allSatisfy(file -> assertThat(text(file)).doesNotContain("fixtures/"));
  }

  private static List<Path> mainFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(CHECKOUT)) {
      for (Path module : modules.toList()) {
        Path main = module.resolve("src/main");
        if (Files.isDirectory(main)) {
          try (Stream<Path> found = Files.walk(main)) {
            found.filter(Files::isRegularFile).forEach(files::add);
          }
        }
      }
    }
    return files;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, ISO_8859_1);
  }
}
