package io.cortexlocal.config;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A change to a file that is safe: it says the same in a way that Cortex accepts.
 *
 * @param description what it does, in one sentence without a period
 * @param edits at least one; no two overlap
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Fix(String description, List<Edit> edits) {

  @API(status = API.Status.INTERNAL)
  public Fix {
    edits = List.copyOf(edits);
  }

  /** Returns a fix that changes one place. */
  public static Fix of(String description, int line, int column, int endColumn, String text) {
    return new Fix(description, List.of(new Edit(line, column, line, endColumn, text)));
  }

  /**
   * Replaces a part of a file.
   *
   * @param line of the first code point, starting at 1
   * @param column of the first code point, starting at 1
   * @param endLine of the first code point that stays
   * @param endColumn of the first code point that stays
   * @param text what stands there then
   */
  public record Edit(int line, int column, int endLine, int endColumn, String text) {

    @API(status = API.Status.INTERNAL)
    public Edit {}
  }
}
