package io.cortexlocal.cli.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cli.io.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CiOutputTests {

  @TempDir private Path folder;

  @Test
  void whatPassedAndWhatDidNotIsAJunitFile() throws Exception {
    CiOutput.in(folder.resolve("a/b"))
        .results(
            List.of(
                new CiResult("deploy", "hello", Duration.ofMillis(1500), Optional.empty()),
                new CiResult(
                    "smoke",
                    "GET hello /",
                    Duration.ofMillis(20),
                    Optional.of("expected <200>\u0007\nbody"))));

    assertThat(Files.readString(folder.resolve("a/b/junit.xml")))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>\
            <testsuite name="cortex-local ci" tests="2" failures="1" errors="0" skipped="0"\
             time="1.520">\
            <testcase classname="cortex-local ci.deploy" name="hello" time="1.500"></testcase>\
            <testcase classname="cortex-local ci.smoke" name="GET hello /" time="0.020">\
            <failure message="expected &lt;200&gt;\uFFFD">expected &lt;200&gt;\uFFFD
            body</failure></testcase></testsuite>
            """);
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> CiOutput.in(file.resolve("below")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--output: cannot write " + file.resolve("below"));
  }
}
