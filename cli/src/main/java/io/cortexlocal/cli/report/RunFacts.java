package io.cortexlocal.cli.report;

import io.cortexlocal.config.Finding;
import java.util.List;
import java.util.Set;

/**
 * How a run was made.
 *
 * @param clusterChecked whether placement was checked against a cluster
 * @param strict whether warnings fail the run
 * @param failing the kinds of the notes and warnings that fail the run in any case
 * @param colour whether text may be coloured
 * @param upstream the Cortex whose words the findings have
 */
public record RunFacts(
    boolean clusterChecked,
    boolean strict,
    Set<String> failing,
    boolean colour,
    Upstream upstream) {

  public RunFacts {
    failing = Set.copyOf(failing);
  }

  /** What a report says when placement was not checked. */
  public static final String CLUSTER_NOT_CHECKED =
      "node_groups and the cluster's capacity were not checked (no --cluster)";

  /** Returns the same with text coloured or not. */
  public RunFacts coloured(boolean on) {
    return new RunFacts(clusterChecked, strict, failing, on, upstream);
  }

  /** Returns whether a finding fails the run. */
  public boolean fails(Finding finding) {
    return switch (finding.severity()) {
      case ERROR -> true;
      case WARNING -> strict || failing.contains(finding.kind());
      case NOTE -> failing.contains(finding.kind());
    };
  }

  /** Returns whether a report on the files says {@link #CLUSTER_NOT_CHECKED}. */
  boolean leavesClusterUnchecked(List<CheckedFile> files) {
    return !clusterChecked && files.stream().anyMatch(CheckedFile::readable);
  }
}
