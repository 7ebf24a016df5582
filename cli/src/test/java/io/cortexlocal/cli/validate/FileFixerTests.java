package io.cortexlocal.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFixerTests {

  private static final String BROKEN =
      "- {name: a, kind: TrafficSplitter, apis: [{name: b, weight: \"100\"}]}\n";
  private static final String MENDED = BROKEN.replace("\"100\"", "100");

  private final StringWriter messages = new StringWriter();
  @TempDir private Path folder;
  private Path first;
  private Path second;

  @BeforeEach
  void write() throws IOException {
    first = Files.writeString(folder.resolve("first.yaml"), BROKEN);
    second = Files.writeString(folder.resolve("second.yaml"), BROKEN);
  }

  private FileFixer fixer(FileFixer.Writing writing) {
    return new FileFixer(Optional.empty(), new PrintWriter(messages, true), writing);
  }

  @Test
  void aFileThatCannotBeWrittenDoesNotStopTheOthers() throws IOException {
    FileFixer fixer =
        fixer(
            (file, content) -> {
              if (file.equals(first)) {
                throw new AccessDeniedException(file.toString());
              }
              Files.write(file, content);
            });

    fixer.fix(first.toString());
    fixer.fix(second.toString());

    assertThat(fixer.failed()).isTrue();
    assertThat(messages.toString().lines())
        .containsExactly(
            "cortex-local: cannot write " + first + ": permission denied",
            "fixed " + second + ": line 1: remove the quotes");
    assertThat(first).hasContent(BROKEN);
    assertThat(second).hasContent(MENDED);
  }

  @Test
  void aDiskThatIsFullIsNotCalledAQuestionOfPermission() {
    fixer(
            (file, content) -> {
              throw new IOException("No space left on device");
            })
        .fix(first.toString());

    assertThat(messages.toString())
        .startsWith("cortex-local: cannot write " + first + ": No space left on device");
  }

  @Test
  void throughASymbolicLinkTheFileBehindItIsMended() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), first);
    FileFixer fixer = new FileFixer(Optional.empty(), new PrintWriter(messages, true));

    fixer.fix(link.toString());

    assertThat(link).isSymbolicLink();
    assertThat(first).hasContent(MENDED);
    assertThat(fixer.failed()).isFalse();
  }
}
