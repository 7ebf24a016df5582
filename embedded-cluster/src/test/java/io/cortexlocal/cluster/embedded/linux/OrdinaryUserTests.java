package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node of a user who is not root. */
class OrdinaryUserTests {

  @TempDir Path directory;

  @Test
  void ordinaryUserRunsPods() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", "65534"));
    command.addAll(List.of("--regid", "65534", "--clear-groups", "--"));
    command.addAll(NodeJvm.command(directory, NodeMode.USER_NAMESPACE, "once"));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(
            output
                .lines()
                .filter(line -> !line.startsWith("SLF4J"))
                .map(line -> line.replaceAll("node \\d+", "node")))
        .containsExactly("begin", "node", "uid 1000", "exec one", "stopping", "stopped");
    assertThat(process.waitFor()).isZero();
  }
}
