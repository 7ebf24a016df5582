package io.cortexlocal.cli.report;

import java.util.List;

/**
 * How a run was made.
 *
 * @param clusterChecked whether placement was checked against a cluster
 * @param strict whether warnings fail the run
 * @param colour whether text may be coloured
 */
public record RunFacts(boolean clusterChecked, boolean strict, boolean colour) {

  /** What a report says when placement was not checked. */
  public static final String CLUSTER_NOT_CHECKED =
      "node_groups and the cluster's capacity were not checked (no --cluster)";

  /** Returns whether a report on the files says {@link #CLUSTER_NOT_CHECKED}. */
  boolean leavesClusterUnchecked(List<CheckedFile> files) {
    return !clusterChecked && files.stream().anyMatch(CheckedFile::readable);
  }
}
