package io.cortexlocal.config;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Something to say about a {@code cortex.yaml}, at a place in it.
 *
 * @param kind the rule's id: Cortex's error kind, such as {@code configreader.must_be_defined}, or
 *     for a warning of Cortex Local {@code cortex-local.…}
 * @param message for an error, Cortex's message to the letter
 * @param line of the offending node, starting at 1
 * @param column of the offending node, starting at 1, in code points
 * @param endLine of the offending node's end
 * @param endColumn of the first code point behind the offending node
 * @param path the key path in the file, such as {@code [0].pod.containers[1].image}; empty for the
 *     whole file
 * @param suggestion what the user may have meant, or what to write instead; may have several lines
 * @param fixes the suggestion as changes that can be applied without a person; often none
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Finding(
    String kind,
    String message,
    int line,
    int column,
    int endLine,
    int endColumn,
    String path,
    Severity severity,
    Optional<String> suggestion,
    List<Fix> fixes) {

  @API(status = API.Status.INTERNAL)
  public Finding {
    fixes = List.copyOf(fixes);
  }
}
