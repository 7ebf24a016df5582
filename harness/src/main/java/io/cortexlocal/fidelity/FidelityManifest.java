package io.cortexlocal.fidelity;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Every known difference from Cortex 0.42, in the order of the file {@code fidelity.json}.
 *
 * @param differences each with an id that stays the same over versions
 */
public record FidelityManifest(List<Difference> differences) {

  /** The class-path resource that holds the manifest. */
  public static final String RESOURCE = "/io/cortexlocal/fidelity/fidelity.json";

  public FidelityManifest {
    differences = List.copyOf(differences);
  }

  /** Reads the manifest that belongs to this version. */
  public static FidelityManifest load() {
    try (InputStream in = FidelityManifest.class.getResourceAsStream(RESOURCE)) {
      return new ObjectMapper().readValue(in, FidelityManifest.class);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
  }

  /** Returns the differences that a backend has. */
  public List<Difference> of(String backend) {
    return differences.stream()
        .filter(difference -> difference.backends().contains(backend))
        .toList();
  }

  /** Returns one line about a backend, for the log of each run. */
  public String summary(String backend) {
    List<Difference> known = of(backend);
    return "%d known differences from Cortex: %s"
        .formatted(known.size(), String.join(", ", known.stream().map(Difference::id).toList()));
  }

  /**
   * One difference.
   *
   * @param id stable, lower-case with dashes
   * @param cortex what Cortex does
   * @param here what the local cluster does
   * @param reason why it differs
   * @param backends on which it does
   * @param pinnedBy class and method of the test that holds it, as {@code class#method}; empty
   *     where none is named
   */
  public record Difference(
      String id,
      String cortex,
      String here,
      String reason,
      List<String> backends,
      String pinnedBy) {

    public Difference {
      backends = List.copyOf(backends);
      pinnedBy = Objects.requireNonNullElse(pinnedBy, "");
    }
  }
}
