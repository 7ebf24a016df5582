package io.cortexlocal.config.fixes;

import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.Severity;
import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.yaml.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Applies the fixes of a file's findings. */
public final class Fixes {

  private static final int MOST_ROUNDS = 20;

  /** Above this nobody waits for every fix to be tried by itself. */
  private static final int MOST_SINGLE = 200;

  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private Fixes() {}

  /** A changed file. */
  public static final class Result {

    private final byte[] content;
    private final List<String> applied;

    private Result(byte[] content, List<String> applied) {
      this.content = content;
      this.applied = List.copyOf(applied);
    }

    /** Returns the content of the file; the same bytes where nothing could be mended. */
    public byte[] content() {
      return content.clone();
    }

    /** Returns what was done, in the order of the findings. */
    public List<String> applied() {
      return applied;
    }
  }

  /**
   * Applies fixes until none is left that makes the file better: it has fewer errors then, or can
   * be read further. Everything else stays, to the byte. A second call changes nothing.
   *
   * @param file as the user named it
   */
  public static Result apply(String file, byte[] content, Optional<ClusterConfig> cluster) {
    byte[] current = content;
    List<String> applied = new ArrayList<>();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Finding> findings = CortexConfig.parse(file, current, cluster).findings();
      List<Fix> fixes = findings.stream().flatMap(finding -> finding.fixes().stream()).toList();
      Optional<Result> better = better(file, current, cluster, findings, fixes);
      if (better.isEmpty()) {
        break;
      }
      current = better.get().content();
      applied.addAll(better.get().applied());
    }
    return new Result(current, applied);
  }

  private static Optional<Result> better(
      String file,
      byte[] content,
      Optional<ClusterConfig> cluster,
      List<Finding> findings,
      List<Fix> fixes) {
    if (fixes.isEmpty() || !isPlain(content)) {
      return Optional.empty();
    }
    Optional<Result> all = tried(file, content, cluster, findings, fixes);
    for (int i = 0;
        all.isEmpty() && fixes.size() > 1 && i < Math.min(fixes.size(), MOST_SINGLE);
        i++) {
      all = tried(file, content, cluster, findings, fixes.subList(i, i + 1));
    }
    return all;
  }

  private static Optional<Result> tried(
      String file,
      byte[] content,
      Optional<ClusterConfig> cluster,
      List<Finding> findings,
      List<Fix> fixes) {
    Result changed = edited(content, fixes);
    List<Finding> after = CortexConfig.parse(file, changed.content(), cluster).findings();
    return badness(after) < badness(findings) ? Optional.of(changed) : Optional.empty();
  }

  private static long badness(List<Finding> findings) {
    long errors = findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
    String first = errors == 0 ? "" : findings.get(0).kind();
    long unread =
        first.equals(Rules.INVALID_YAML.kind())
            ? 2
            : first.equals(Rules.MALFORMED_CONFIG.kind()) ? 1 : 0;
    return unread * 1_000_000_000L + errors;
  }

  /** Returns whether the content is UTF-8 and all of it can be read. */
  private static boolean isPlain(byte[] content) {
    byte[] text = Source.of(content).text().getBytes(StandardCharsets.UTF_8);
    int mark = isMarked(content) ? MARK.length : 0;
    return Arrays.equals(content, mark, content.length, text, 0, text.length);
  }

  private static boolean isMarked(byte[] content) {
    return content.length >= MARK.length
        && Arrays.equals(content, 0, MARK.length, MARK, 0, MARK.length);
  }

  private static Result edited(byte[] content, List<Fix> fixes) {
    Source source = Source.of(content);
    List<Change> changes = new ArrayList<>();
    List<String> applied = new ArrayList<>();
    for (Fix fix : fixes) {
      List<Change> own = fix.edits().stream().map(edit -> Change.of(edit, source)).toList();
      if (own.stream().noneMatch(change -> changes.stream().anyMatch(change::overlaps))) {
        changes.addAll(own);
        applied.add("line " + fix.edits().get(0).line() + ": " + fix.description());
      }
    }
    changes.sort(Comparator.comparingInt(Change::start));
    StringBuilder text = new StringBuilder(isMarked(content) ? "\uFEFF" : "");
    int from = 0;
    for (Change change : changes) {
      text.append(source.text(), from, change.start()).append(change.text());
      from = change.end();
    }
    text.append(source.text(), from, source.text().length());
    return new Result(text.toString().getBytes(StandardCharsets.UTF_8), applied);
  }

  private record Change(int start, int end, String text) {

    static Change of(Edit edit, Source source) {
      return new Change(
          source.offset(edit.line(), edit.column()),
          source.offset(edit.endLine(), edit.endColumn()),
          edit.text());
    }

    boolean overlaps(Change other) {
      return start == other.start || (start < other.end && other.start < end);
    }
  }
}
