package io.cortexlocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cli.io.Streams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bash makes of the script. */
class CompletionTests {

  /** What bash does at the tab key, for the last of the words. */
  private static final String COMPLETE =
      """
      source completion
      compopt() { :; } # works only while bash itself completes
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
      function=$(complete -p cortex-local | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
      "$function" cortex-local "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    Streams streams =
        new Streams(
            new ByteArrayInputStream("".getBytes(UTF_8)),
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            Map.of("XDG_CACHE_HOME", folder.toString()));
    return Launcher.execute(streams, arguments);
  }

  @BeforeEach
  void writeScript() throws IOException {
    assertThat(run("completion", "bash")).as(err.toString()).isZero();
    Files.writeString(folder.resolve("completion"), out.toString());
    Files.writeString(folder.resolve("complete"), COMPLETE);
    Path program = folder.resolve("cortex-local");
    Files.writeString(
        program, "#!/bin/sh\n[ \"$*\" = 'completion apis' ] && printf 'echo\\ntokenizer\\n'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private List<String> complete(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "--norc", "complete"));
    command.add(folder.resolve("cortex-local").toString());
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    // What else there is would change bash, or what it writes.
    builder.environment().keySet().retainAll(Set.of("PATH", "JAVA_HOME"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void commandsAreCompleted() throws Exception {
    assertThat(complete("s")).containsExactlyInAnyOrder("status", "scale", "schema");
    assertThat(complete("")).containsAll(Subcommands.names());
  }

  @Test
  void flagsAreCompletedWithTheirValues() throws Exception {
    assertThat(complete("up", "--no")).containsExactly("--no-watch");
    assertThat(complete("status", "--output", "J")).containsExactly("JSON");
  }

  @Test
  void namesOfApisAreThoseThatRun() throws Exception {
    assertThat(complete("logs", "")).containsExactly("echo", "tokenizer");
    assertThat(complete("describe", "t")).containsExactly("tokenizer");
    assertThat(complete("logs", "-f")).doesNotContain("echo");
    assertThat(complete("down", "")).doesNotContain("echo");
  }

  @Test
  void whereNothingRunsThereAreNoNamesAndNoComplaint() {
    out.getBuffer().setLength(0);
    assertThat(run("completion", "apis")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void anotherShellIsRefused() {
    assertThat(run("completion", "fish")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("cortex-local: there are completions for bash and zsh, not for \"fish\"\n");
  }
}
