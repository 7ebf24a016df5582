package io.cortexlocal.cli.up;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.report.CheckedFile;
import io.cortexlocal.cli.report.ReportFormat;
import io.cortexlocal.cli.report.RunFacts;
import io.cortexlocal.cli.report.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Files that Cortex would refuse; ends with exit code 1. */
final class BrokenFilesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<CheckedFile> files;

  BrokenFilesException(List<CheckedFile> files) {
    super("%d files are broken".formatted(files.size()));
    this.files = List.copyOf(files);
  }

  /** Shows what was found, each with its line, as {@code validate} does. */
  void report(Streams streams) throws IOException {
    boolean coloured = streams.terminal() && !streams.environment().containsKey("NO_COLOR");
    ReportFormat.TEXT
        .reporter(streams.environment())
        .write(files, new RunFacts(true, false, Set.of(), coloured, Upstream.V0_42), streams.out());
    streams.check();
  }
}
