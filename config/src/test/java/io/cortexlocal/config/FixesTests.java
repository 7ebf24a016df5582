package io.cortexlocal.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.config.fixes.Fixes;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What {@code --fix} changes, and that it leaves the rest. */
class FixesTests {

  private static final String GOOD =
      """
      # our generator
      - name: text-generator
        kind: RealtimeAPI   # one of five
        pod:
          port: 8080
          max_concurrency: 2
          containers:
            - name: api
              image: "quay.io/acme/api:1"
              env: {LEVEL: info, WORKERS: "4"}
              args: ["--port", "8080"]
              compute: {mem: 1Gi, cpu: 1}
              readiness_probe:
                http_get: {path: /healthz, port: 8080}
                initial_delay_seconds: 5
        networking:
          endpoint: /v1/text
        autoscaling:
          target_in_flight: 2
          window: 60s
      """;

  /** A mistake: what is right, and what is written instead. */
  record Mistake(String right, String wrong) {}

  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("RealtimeAPI", "RealtimeApi"),
          new Mistake("RealtimeAPI", "realtime-api"),
          new Mistake("RealtimeAPI", "SyncAPI"),
          new Mistake("\"4\"", "4"),
          new Mistake("info", "yes"),
          new Mistake("\"8080\"]", "8080]"),
          new Mistake("1Gi", "1GiB"),
          new Mistake("readiness_probe:", "readinessProbe:"),
          new Mistake("initial_delay_seconds", "initialDelaySeconds"),
          new Mistake("max_concurrency:", "max_concurency:"),
          new Mistake("port: 8080\n", "port: \"8080\"\n"),
          new Mistake("port: 8080\n", "port:8080\n"),
          new Mistake("window: 60s", "window:60s"),
          new Mistake("/v1/text", "/v1//text"),
          new Mistake("\"quay.io/acme/api:1\"", "“quay.io/acme/api:1”"),
          new Mistake("# our generator\n", "Copy code\n# our generator\n"),
          new Mistake("# our generator\n", "```yaml\n# our generator\n"),
          new Mistake("\n  pod:\n", "\n\u00A0 pod:\n"),
          new Mistake("name: text-generator", "name:text-generator"),
          new Mistake("\n  pod:\n", "\n\tpod:\n"),
          new Mistake("\n    port: 8080\n", "\n  \tport: 8080\n"),
          new Mistake("{mem: 1Gi,", "{memory: 1Gi,"),
          new Mistake(", cpu: 1}", ", cpus: 1}"),
          new Mistake("/healthz, port: 8080}", "/healthz, port:8080}"),
          new Mistake("\"quay.io/acme/api:1\"", "\"quay.io/acme/api:1”"),
          new Mistake("window: 60s\n", "window: 60s\nCopy code\n"));

  private static Fixes.Result fix(String yaml) {
    return Fixes.apply("cortex.yaml", yaml.getBytes(UTF_8), Optional.empty());
  }

  private static String fixed(String yaml) {
    return new String(fix(yaml).content(), UTF_8);
  }

  private static List<Finding> errors(String yaml) {
    return Yaml.parse(yaml).findings().stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .toList();
  }

  @Test
  void everyMistakeAloneIsMendedAndNothingElseChanges() {
    assertThat(errors(GOOD)).isEmpty();
    for (Mistake mistake : MISTAKES) {
      assertThat(GOOD).contains(mistake.right());
      String broken = GOOD.replace(mistake.right(), mistake.wrong());
      assertThat(errors(broken)).as(mistake.wrong()).isNotEmpty();
      String mended = fixed(broken);
      assertThat(errors(mended)).as(mistake.wrong() + " became\n" + mended).isEmpty();
      long changed = changedLines(broken, mended);
      assertThat(changed).as(mended).isLessThanOrEqualTo(1);
    }
  }

  /** Files that cannot be read are worse than any number of errors. */
  private static int badness(String yaml) {
    List<Finding> errors = errors(yaml);
    String first = errors.isEmpty() ? "" : errors.get(0).kind();
    int unread =
        first.equals("configreader.invalid_yaml")
            ? 2
            : first.equals("spec.malformed_config") ? 1 : 0;
    return unread * 100_000 + errors.size();
  }

  private static long changedLines(String before, String after) {
    List<String> kept = after.lines().toList();
    return before.lines().filter(line -> !kept.contains(line)).count();
  }

  @Test
  void oneMapBecomesAListWithItsComments() {
    assertThat(
            fixed("# one\nname: a\n# two\nkind: TaskAPI\npod:\n  containers:\n    - name: c\n\n"))
        .isEqualTo(
            "# one\n- name: a\n  # two\n  kind: TaskAPI\n  pod:\n    containers:\n      - name: c\n\n");
  }

  @Test
  void oneMapBecomesAListWhereverOneBelongs() {
    String block =
        """
        - name: a
          kind: TaskAPI
          pod:
            containers:
              name: c   # the only one

              image: quay.io/acme/c:1
              command:
                - run
          networking: {endpoint: /a}
        """;
    assertThat(fixed(block))
        .isEqualTo(
            block
                .replace("      name", "      - name")
                .replace("      image", "        image")
                .replace("      command", "        command")
                .replace("        - run", "          - run"));
    String flow =
        "- {name: a, kind: TaskAPI, pod: {containers: {name: c, image: q.io/c:1, command: [r]}}}\n";
    assertThat(fixed(flow))
        .isEqualTo(flow.replace("{name: c", "[{name: c").replace("[r]}", "[r]}]"));
  }

  @Test
  void tabsBecomeTheWidthAtWhichTheFileIsAList() {
    assertThat(fixed("- name: a\n\tkind: TaskAPI\n\tpod:\n\t\tcontainers: []\n"))
        .isEqualTo("- name: a\n  kind: TaskAPI\n  pod:\n    containers: []\n");
    assertThat(fixed("-\n    name: a\n\tkind: TaskAPI\n\tpod:\n\t\tport: 1\n"))
        .isEqualTo("-\n    name: a\n    kind: TaskAPI\n    pod:\n        port: 1\n");
    String text = "- name: a\n\tkind: TaskAPI\n  note: |\n    a\n    \tb\n";
    assertThat(fixed(text)).as("whose own tabs stay").isEqualTo(text);
  }

  @Test
  void aFileWithoutErrorsStaysAsItIs() {
    Fixes.Result result = fix(GOOD);

    assertThat(result.applied()).isEmpty();
    assertThat(new String(result.content(), UTF_8)).isEqualTo(GOOD);
  }

  @Test
  void aByteOrderMarkAndLineEndsOfWindowsStay() {
    String broken = "\uFEFF" + GOOD.replace("\"4\"", "4").replace("\n", "\r\n");

    assertThat(fixed(broken)).isEqualTo("\uFEFF" + GOOD.replace("\n", "\r\n"));
  }

  private static List<String> comments(String file) {
    return file.lines()
        .filter(line -> line.contains("# o"))
        .map(line -> line.replaceAll(".*# ", ""))
        .toList();
  }

  @Provide
  Arbitrary<String> brokenFiles() {
    Arbitrary<List<Mistake>> mistakes = Arbitraries.of(MISTAKES).list().ofMinSize(1).ofMaxSize(5);
    return Combinators.combine(mistakes, Arbitraries.integers().between(0, 3000))
        .as(
            (list, seed) -> {
              String text = GOOD;
              for (Mistake mistake : list) {
                text = text.replace(mistake.right(), mistake.wrong());
              }
              text = seed % 5 == 0 ? text.stripTrailing() : text;
              text = seed % 4 == 0 ? text.replace("\n", "\r\n") : text;
              text = seed % 7 == 0 ? "\uFEFF" + text : text;
              Random random = new Random(seed);
              int at = random.nextInt(text.length());
              return seed % 3 == 0
                  ? text.substring(0, at)
                      + ":@{\"-\n ".charAt(random.nextInt(7))
                      + text.substring(at)
                  : text;
            });
  }

  @Property(tries = 500)
  void whatItWritesIsBetterAndASecondRunChangesNothing(@ForAll("brokenFiles") String file) {
    Fixes.Result first = fix(file);
    String mended = new String(first.content(), UTF_8);

    if (first.applied().isEmpty()) {
      assertThat(mended).isEqualTo(file);
    } else {
      assertThat(badness(mended)).isLessThan(badness(file));
    }
    assertThat(comments(mended)).isEqualTo(comments(file));
    assertThat(mended.startsWith("\uFEFF")).isEqualTo(file.startsWith("\uFEFF"));
    if (!file.endsWith("Copy code")) {
      assertThat(mended.endsWith("\n")).isEqualTo(file.endsWith("\n"));
    }
    boolean windows = file.contains("\r\n");
    assertThat(mended.replace("\r\n", "").contains("\n"))
        .isEqualTo(file.replace("\r\n", "").contains("\n"));
    assertThat(mended.contains("\r\n")).isEqualTo(windows);
    Fixes.Result second = fix(mended);
    assertThat(second.applied()).isEmpty();
    assertThat(new String(second.content(), UTF_8)).isEqualTo(mended);
  }
}
