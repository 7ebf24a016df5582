package io.cortexlocal.cluster.embedded;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder with a {@code cortex.yaml} and a {@code cortex-local.yaml} of one image. */
record Project(Path folder) {

  private static final String IMAGE = "acme/app:1";

  /** Writes an API whose image is a command on this machine. */
  Project runs(String name, int port, String... command) throws IOException {
    return write(name, port, "").images("run: {command: [%s]}".formatted(quoted(List.of(command))));
  }

  /** Writes an API that answers. */
  Project answers(String name, int port) throws IOException {
    return write(name, port, "").images(answer(port));
  }

  /** Writes an API whose container has further keys of {@code compute}. */
  Project write(String name, int port, String compute) throws IOException {
    Files.writeString(
        file(),
        """
        - name: %s
          kind: RealtimeAPI
          pod:
            port: %d
            containers:
              - name: api
                image: %s
                compute: {cpu: 20m%s}
        """
            .formatted(name, port, IMAGE, compute));
    return this;
  }

  /** Says what the image is. */
  Project images(String source) throws IOException {
    Files.writeString(
        folder.resolve("cortex-local.yaml"), "images:\n  %s: {%s}\n".formatted(IMAGE, source));
    return this;
  }

  /** Returns the image of an app that answers. */
  static String answer(int port) {
    return "run: {command: [%s], directory: %s}"
        .formatted(
            quoted(
                List.of(
                    java(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-cp",
                    ".",
                    AnswerProgram.class.getName(),
                    Integer.toString(port))),
            classes());
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static Path classes() {
    try {
      return Path.of(
          AnswerProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String quoted(List<String> words) {
    return String.join(", ", words.stream().map(word -> "'" + word + "'").toList());
  }

  Path file() {
    return folder.resolve("cortex.yaml");
  }

  RealtimeApi deployTo(CortexLocal local) {
    return local
        .deploy(CortexConfig.load(file()), local.defaults(LocalImages.nextTo(file())))
        .get(0);
  }

  /** Deploys, and waits as long as a second readiness probe takes. */
  RealtimeApi deploySlowlyTo(CortexLocal local) {
    DeployOptions options = DeployOptions.of(LocalImages.nextTo(file()), Duration.ofSeconds(30));
    return local.deploy(CortexConfig.load(file()), options).get(0);
  }

  static CortexLocal start(Map<String, String> settings) {
    return CortexLocal.start(
        Settings.ofThisProcess()
            .preferring(
                new Settings.Source(
                    "the test",
                    name ->
                        name.equals("cortex.local.backend")
                            ? Optional.of("embedded")
                            : Optional.ofNullable(settings.get(name)))));
  }
}
