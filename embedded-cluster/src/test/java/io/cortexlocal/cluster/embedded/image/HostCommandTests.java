package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.image.ImageSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCommandTests {

  @TempDir private Path directory;
  private Path bin;
  private Path app;

  @BeforeEach
  void makeDirectories() throws Exception {
    bin = Files.createDirectory(directory.resolve("bin"));
    app = Files.createDirectory(directory.resolve("app"));
    program(bin.resolve("serve"), true);
  }

  private static void program(Path file, boolean executable) throws Exception {
    Files.createFile(file);
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private ContainerImage image(String... command) {
    return image(new ImageSource.Run(List.of(command), app));
  }

  private ContainerImage image(ImageSource.Run run) {
    Map<String, String> machine =
        Map.of(
            "PATH",
            "/nowhere:" + bin,
            "HOME",
            "/home/me",
            "SECRET",
            "x",
            "LANG",
            "C.UTF-8",
            "JAVA_HOME",
            "/opt/jdk");
    return new HostCommand(machine).image("web", run);
  }

  private void assertRefused(String message, String... command) {
    assertThatThrownBy(() -> image(command))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(message);
  }

  @Test
  void aCommandIsAnImage() {
    assertThat(image("serve", "--port", "80"))
        .isEqualTo(
            new ContainerImage(
                new RootFilesystem.Host(),
                List.of("serve", "--port", "80"),
                List.of(),
                Map.of(
                    "PATH",
                    "/nowhere:" + bin,
                    "HOME",
                    "/home/me",
                    "LANG",
                    "C.UTF-8",
                    "JAVA_HOME",
                    "/opt/jdk"),
                app.toString(),
                User.ROOT));
  }

  @Test
  void itsOwnEnvironmentGoesFirst() throws Exception {
    program(app.resolve("other"), true);
    ImageSource.Run run =
        new ImageSource.Run(
            List.of("other"), app, Map.of("PATH", app.toString(), "A", "b"), Optional.empty());

    assertThat(image(run).environment())
        .isEqualTo(
            Map.of(
                "PATH",
                app.toString(),
                "HOME",
                "/home/me",
                "LANG",
                "C.UTF-8",
                "JAVA_HOME",
                "/opt/jdk",
                "A",
                "b"));
  }

  @Test
  void aProgramMayHaveAPath() throws Exception {
    program(app.resolve("run"), true);

    assertThat(image("./run").entrypoint()).containsExactly("./run");
    assertThat(image("../bin/serve").entrypoint()).containsExactly("../bin/serve");
    assertThat(image(bin + "/serve").entrypoint()).containsExactly(bin + "/serve");
  }

  @Test
  void aProgramThatIsNotThereIsRefused() throws Exception {
    program(app.resolve("local"), true);
    program(app.resolve("data"), false);
    program(bin.resolve("text"), false);
    Files.createDirectory(bin.resolve("directory"));

    assertRefused(
        """
        image web: run: "foo" is not a program on this machine's PATH
        Try: install it, or say where it is: command: [/path/to/foo]""",
        "foo");
    assertRefused(
        """
        image web: run: "text" is not a program on this machine's PATH
        Try: install it, or say where it is: command: [/path/to/text]""",
        "text");
    assertRefused(
        """
        image web: run: "directory" is not a program on this machine's PATH
        Try: install it, or say where it is: command: [/path/to/directory]""",
        "directory");
    assertRefused(
        """
        image web: run: "local" is not a program on this machine's PATH
        Try: ./local, which is in %s"""
            .formatted(app),
        "local");
    assertRefused(
        """
        image web: run: there is no program %s/./foo
        Try: build it first."""
            .formatted(app),
        "./foo");
    assertRefused(
        """
        image web: run: %s/./data is not an executable file
        Try: chmod +x %s/./data"""
            .formatted(app, app),
        "./data");
    assertRefused(
        """
        image web: run: "" is not a program on this machine's PATH
        Try: install it, or say where it is: command: [/path/to/]""",
        "");
  }

  @Test
  void theMessageNamesThePlaceInTheFile() {
    ImageSource.Run run =
        new ImageSource.Run(
            List.of("foo"), app, Map.of(), Optional.of("/work/cortex-local.yaml:3:10"));

    assertThatThrownBy(() -> image(run))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage(
            """
            image web: run: "foo" is not a program on this machine's PATH \
            (/work/cortex-local.yaml:3:10)
            Try: install it, or say where it is: command: [/path/to/foo]""");
  }

  @Test
  void aDirectoryThatIsGoneIsRefused() throws Exception {
    Files.delete(app);

    assertRefused(
        """
        image web: run: directory %s does not exist
        Try: a directory that is there."""
            .formatted(app),
        "serve");
  }
}
