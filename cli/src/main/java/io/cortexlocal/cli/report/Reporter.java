package io.cortexlocal.cli.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Writes what was found in one format. */
public interface Reporter {

  /**
   * Writes a complete document and leaves the writer open.
   *
   * @param files in the order in which the user named them
   */
  void write(List<CheckedFile> files, RunFacts run, Writer writer) throws IOException;
}
