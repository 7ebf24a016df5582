package io.cortexlocal.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.schema.Rules;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that nobody writes by accident: a verdict or a clear error, soon. */
@Timeout(30)
class HostileInputTests {

  private static String firstMessage(String yaml) {
    return Yaml.parse(yaml).findings().get(0).message();
  }

  @Test
  void aHugeFileIsRefusedUnread(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cortex.yaml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(100L * 1024 * 1024);
    }

    assertThatThrownBy(() -> CortexConfig.parse(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + file + ": it has more than 16 MiB");
  }

  @Test
  void aFifoIsNotWaitedFor(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("cortex.yaml");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> CortexConfig.parse(fifo))
        .hasMessage(
            "cannot read "
                + fifo
                + ": it is not a regular file; pipe it into standard input instead");
  }

  @Test
  void nestingHasGoYamlsLimit() {
    assertThat(firstMessage("- " + "[".repeat(10_000) + "]".repeat(10_000)))
        .isEqualTo("cortex.yaml: invalid yaml: exceeded max depth of 10000");
    assertThat(firstMessage("[".repeat(200_000)))
        .isEqualTo("cortex.yaml: invalid yaml: exceeded max depth of 10000");
    assertThat(firstMessage("- ".repeat(20_000)))
        .isEqualTo("cortex.yaml: invalid yaml: exceeded max depth of 10000");
  }

  @Test
  void deepValuesBelowTheLimitAreReadAndShown() {
    String deep = "[".repeat(9_990) + "]".repeat(9_990);
    String maps = "{a: ".repeat(9_900) + "1" + "}".repeat(9_900);

    assertThat(firstMessage("- {name: a1, kind: RealtimeAPI, pod: " + deep + "}"))
        .startsWith("cortex.yaml: a1 (RealtimeAPI): pod: " + deep + ": invalid type");
    assertThat(firstMessage("- {name: a1, kind: RealtimeAPI, pod: {port: " + maps + "}}"))
        .startsWith("cortex.yaml: a1 (RealtimeAPI): pod: port: {\"a\": {\"a\": {");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "\"\\x;                 1:4; did not find expected hexdecimal number",
        "- [\"\\u;               1:7; did not find expected hexdecimal number",
        "- \"\\xZZ\";            1:6; did not find expected hexdecimal number",
        "- \"\\U00110000\";      1:6; found invalid Unicode character escape code",
        "- \"\\ud83d\\ude00\";  1:3; found invalid Unicode character escape code",
        "- \"\\q\";              1:5; found unknown escape character",
        "- a: b: c;              1:7; mapping values are not allowed in this context",
        "- [a;                   1:5; did not find expected ',' or ']'",
        "- {a: b];               1:8; did not find expected ',' or '}'",
        "- & a;                  1:4; did not find expected alphabetic or numeric character",
        "- |0;                   1:4; found an indentation indicator equal to 0",
        "- !%zz a;               1:5; did not find URI escaped octet",
        "- %;                    1:3; found character that cannot start any token"
      })
  void whatIsNoYamlIsSaidInGoYamlsWords(String yaml, String place, String words) {
    Finding finding = Yaml.parse(yaml).findings().get(0);

    assertThat(finding.message()).isEqualTo("cortex.yaml: invalid yaml: " + words);
    assertThat(finding.line() + ":" + finding.column()).isEqualTo(place);
  }

  @Test
  void aPairOfBackslashesIsNoEscapeOfHalfACharacter() {
    assertThat(firstMessage("- {name: \"\\\\ud83d 😀\", kind: RealtimeAPI}"))
        .startsWith("cortex.yaml: \\ud83d 😀 (RealtimeAPI): ");
  }

  @Test
  void aliasesThatNestDeeperThanTheTextAreRead() {
    StringBuilder yaml = new StringBuilder("- &a0 ").append("[".repeat(1500)).append("x");
    yaml.append("]".repeat(1500)).append('\n');
    for (int i = 1; i <= 6; i++) {
      yaml.append("- &a").append(i).append(" ").append("[".repeat(1500));
      yaml.append("*a").append(i - 1).append("]".repeat(1500)).append('\n');
    }

    assertThat(firstMessage(yaml.toString()))
        .startsWith("cortex.yaml: cortex YAML configuration files must contain a list of maps");
    assertThatThrownBy(() -> ClusterConfig.parse(yaml.toString().getBytes(UTF_8)))
        .hasMessageStartingWith("line 1: a cluster configuration is a map");
  }

  @Test
  void aliasBombsAreRefused() {
    String bomb =
        "- &a0 [x, x, x, x, x, x, x, x, x]\n"
            + IntStream.range(1, 10)
                .mapToObj(i -> "- &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "]\n")
                .collect(Collectors.joining());

    assertThat(firstMessage(bomb))
        .startsWith("cortex.yaml: invalid yaml: ")
        .endsWith("document contains excessive aliasing");
  }

  @Test
  void aLongTextRepeatedByAliasesIsCutInMessages() {
    String yaml =
        "- {name: a1, kind: RealtimeAPI, pod: &a "
            + "x".repeat(200_000)
            + "}\n"
            + "- {name: a2, kind: RealtimeAPI, pod: ["
            + "*a, ".repeat(90)
            + "*a]}\n";

    ParseResult result = Yaml.parse(yaml);

    assertThat(result.findings().stream().mapToInt(f -> f.message().length()).sum())
        .isLessThan(2_000_000);
  }

  @Test
  void wordsWithoutEndAreRefused() {
    assertThat(firstMessage("- " + "a".repeat(3_000_000)))
        .isEqualTo("cortex.yaml: invalid yaml: found a word of more than 262144 characters");
  }

  @Test
  void manyFindingsOfABrokenFileAreBounded() {
    ParseResult result = Yaml.parse("- name:\n".repeat(200_000));

    assertThat(result.findings().size()).isBetween(10_000, 200_000);
    assertThat(result.findings().get(0).message())
        .startsWith("cortex.yaml: resource at index 0: name: cannot be null");
  }

  @Test
  void binaryFilesAreRefusedAtTheirFirstByte() {
    Finding finding = Yaml.parse(new byte[100_000]).findings().get(0);

    assertThat(finding.message())
        .isEqualTo("cortex.yaml: invalid yaml: control characters are not allowed");
    assertThat(finding.line()).isEqualTo(1);
  }

  @Test
  void tabsAndReferencesInOneLongLineTakeLinearTime() {
    String yaml = "- {" + "k: @x,\t".repeat(200_000) + "}";

    assertThat(Yaml.parse(yaml.getBytes(UTF_8)).findings()).isNotEmpty();
  }

  @Test
  void manyApisThatCallOneAnotherInARowAreLookedThroughOnce() {
    int count = 12_000;
    String yaml =
        IntStream.range(0, count)
            .mapToObj(
                n ->
                    ("- {name: a%1$d, kind: RealtimeAPI, autoscaling: {target_in_flight: 2}, pod:"
                            + " {max_queue_length: 9, containers: [{name: c, image: q.io/i:1, env:"
                            + " {NEXT: 'http://ingressgateway-apis.istio-system/a%2$d'}}]}}\n")
                        .formatted(n, Math.min(n + 1, count)))
            .collect(Collectors.joining());

    List<Finding> findings = Yaml.parse(yaml).findings();

    assertThat(findings)
        .filteredOn(finding -> finding.kind().equals(Rules.TARGET_ABOVE_CONCURRENCY.kind()))
        .hasSize(count);
    assertThat(findings)
        .filteredOn(finding -> finding.kind().equals(Rules.CHAIN_CYCLE.kind()))
        .isEmpty();
  }
}
