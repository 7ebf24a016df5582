package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the file system says decides what to try. */
class CacheHintTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No space left on device|free space there",
        "Disk quota exceeded|free space there",
        "fewer than 256 MiB are left on its disk|free space there",
        "File name too long|set XDG_CACHE_HOME to a directory with a shorter path",
        "Not a directory|a file is where a directory should be",
        "Read-only file system|let this user write there",
        "Operation not permitted|let this user write there",
        "Input/output error|set XDG_CACHE_HOME to another directory."
      })
  void whatTheSystemSays(String reason, String hint) {
    assertThat(CacheHint.of(new FileSystemException("/cache", null, reason))).startsWith(hint);
  }

  @Test
  void whatHasAClassOfItsOwn() {
    assertThat(CacheHint.of(new AccessDeniedException("/cache")))
        .startsWith("let this user write there");
    assertThat(CacheHint.of(new NotDirectoryException("/cache")))
        .startsWith("a file is where a directory should be");
    assertThat(CacheHint.of(new IOException()))
        .isEqualTo("set XDG_CACHE_HOME to another directory.");
  }
}
