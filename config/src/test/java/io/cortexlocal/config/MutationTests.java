package io.cortexlocal.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.schema.Rules;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file contains: no exception, no stack trace, and findings inside the file. */
class MutationTests {

  private static final List<String> PIECES =
      List.of(
          "-",
          "?",
          ":",
          ",",
          "[",
          "]",
          "{",
          "}",
          "#",
          "&a",
          "*a",
          "!",
          "!!int ",
          "!!float ",
          "|",
          ">",
          "'",
          "\"",
          "%",
          "@",
          "`",
          "\t",
          "\n",
          "\r\n",
          "\n  ",
          "\n- ",
          "\n---\n",
          "\n...\n",
          ": ",
          "<<: ",
          "~",
          "null",
          "yes",
          "0x1F",
          "08",
          "1e3",
          ".inf",
          "-1",
          "99999999999",
          "é",
          "😀",
          "\u0085",
          "\u2028",
          "\uFEFF",
          "\u0001",
          "\\",
          "Mi",
          "100%",
          "1d",
          "name: ",
          "kind: ",
          "pod: ",
          "[]",
          "{}",
          "''",
          "\"\\x",
          "\"\\u12",
          "\"\\U00110000\"",
          "\"\\ud83d\\ude00\"",
          "\\N",
          "!<",
          "!%zz ",
          "!!timestamp 99999999999-1-1",
          "%YAML 99999999999.1\n",
          "|99\n");

  private static final Arbitrary<String> FILES =
      Arbitraries.of(CortexVerdictTests.cases().stream().map(c -> c.yaml()).toList());

  record Edit(int position, int removed, String inserted) {

    String apply(String text) {
      int from = Math.min(position, text.length());
      int to = Math.min(from + removed, text.length());
      return text.substring(0, from) + inserted + text.substring(to);
    }
  }

  @Provide
  Arbitrary<String> mutatedFiles() {
    Arbitrary<Edit> edits =
        Combinators.combine(
                Arbitraries.integers().between(0, 250),
                Arbitraries.integers().between(0, 6),
                Arbitraries.of(PIECES))
            .as(Edit::new);
    return Combinators.combine(FILES, edits.list().ofMinSize(1).ofMaxSize(6))
        .as(
            (file, changes) -> {
              String mutated = file;
              for (Edit edit : changes) {
                mutated = edit.apply(mutated);
              }
              return mutated;
            });
  }

  @Provide
  Arbitrary<String> concatenatedPieces() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<byte[]> mutatedBytes() {
    return Combinators.combine(
            FILES,
            Arbitraries.integers().between(0, 250),
            Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(4))
        .as(
            (file, position, bytes) -> {
              String inserted = new String(bytes, ISO_8859_1);
              String text = new String(file.getBytes(UTF_8), ISO_8859_1);
              return new Edit(position, 1, inserted).apply(text).getBytes(ISO_8859_1);
            });
  }

  @Provide
  Arbitrary<byte[]> anyBytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
  }

  @Property(tries = 5000)
  void mutatedFilesGetAVerdict(@ForAll("mutatedFiles") String file) {
    check(file.getBytes(UTF_8));
  }

  @Property(tries = 3000)
  void piecesOfYamlGetAVerdict(@ForAll("concatenatedPieces") String file) {
    check(file.getBytes(UTF_8));
  }

  @Property(tries = 3000)
  void mutatedBytesGetAVerdict(@ForAll("mutatedBytes") byte[] file) {
    check(file);
  }

  @Property(tries = 2000)
  void anyBytesGetAVerdict(@ForAll("anyBytes") byte[] file) {
    check(file);
  }

  @Property(tries = 3000)
  void piecesOfYamlAreNodeGroupsOrASentence(@ForAll("concatenatedPieces") String file) {
    try {
      assertThat(ClusterConfig.parse(file.getBytes(UTF_8)).nodeGroups()).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("line ");
    }
  }

  private static void check(byte[] content) {
    ParseResult result = Yaml.parse(content);

    boolean valid = result instanceof ParseResult.Valid;
    assertThat(Yaml.kinds(result, Severity.ERROR).isEmpty()).isEqualTo(valid);
    String text = new String(content, ISO_8859_1);
    int lines = 1 + (int) text.chars().filter(c -> c == '\n' || c == '\r' || c >= 0x80).count();
    for (Finding finding : result.findings()) {
      assertThat(Rules.find(finding.kind())).isPresent();
      assertThat(finding.message()).isNotEmpty();
      assertThat(finding.line()).isBetween(1, lines);
      assertThat(finding.endLine()).isBetween(finding.line(), lines);
      assertThat(finding.column()).isBetween(1, content.length + 1);
      assertThat(finding.endColumn()).isBetween(1, content.length + 1);
    }
    if (valid) {
      assertThat(((ParseResult.Valid) result).config().apis()).isNotEmpty();
    }
  }
}
