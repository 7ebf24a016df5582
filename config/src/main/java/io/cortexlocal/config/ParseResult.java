package io.cortexlocal.config;

import java.util.List;
import org.apiguardian.api.API;

/** The outcome of reading one {@code cortex.yaml}: one of those below. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ParseResult {

  /**
   * Returns everything there is to say, errors first; the first error is the one that Cortex itself
   * would report.
   */
  List<Finding> findings();

  /** A file that Cortex accepts. Its findings are warnings only. */
  record Valid(CortexConfig config, List<Finding> findings) implements ParseResult {

    @API(status = API.Status.INTERNAL)
    public Valid {
      findings = List.copyOf(findings);
    }
  }

  /** A file that Cortex refuses. */
  record Invalid(String file, List<Finding> findings) implements ParseResult {

    @API(status = API.Status.INTERNAL)
    public Invalid {
      findings = List.copyOf(findings);
    }
  }
}
