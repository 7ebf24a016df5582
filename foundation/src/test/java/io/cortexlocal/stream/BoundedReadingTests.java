package io.cortexlocal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedReadingTests {

  @Test
  void theFirstBytesAreKeptAndTheOthersAreNot() {
    FirstBytes bytes = new FirstBytes(5);
    bytes.write('a');
    bytes.write("bcd".getBytes(StandardCharsets.US_ASCII), 1, 2);
    assertThat(bytes.text()).isEqualTo("acd");
    for (int i = 0; i < 1_000; i++) {
      bytes.write("0123456789".getBytes(StandardCharsets.US_ASCII), 0, 10);
      bytes.write('x');
    }
    assertThat(bytes.text()).isEqualTo("acd01");
    assertThat(bytes.bytes()).hasSize(5);
  }

  @Test
  void aFilesTailIsItsEnd(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), "0123456789");
    assertThat(FileTail.text(file, 4)).isEqualTo("6789");
    assertThat(FileTail.text(file, 100)).isEqualTo("0123456789");
    Files.writeString(file, "");
    assertThat(FileTail.text(file, 4)).isEmpty();
  }
}
