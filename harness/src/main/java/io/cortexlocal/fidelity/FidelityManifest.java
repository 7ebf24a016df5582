package io.cortexlocal.fidelity;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode manifest =
          Json.read(text).orElseThrow(() -> new IllegalStateException(RESOURCE + " is not JSON"));
      List<Difference> differences = new ArrayList<>();
      manifest.path("differences").forEach(node -> differences.add(difference(node)));
      return new FidelityManifest(differences);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
  }

  private static Difference difference(JsonNode node) {
    List<String> backends = new ArrayList<>();
    node.path("backends").forEach(backend -> backends.add(backend.asText()));
    return new Difference(
        node.path("id").asText(),
        node.path("cortex").asText(),
        node.path("here").asText(),
        node.path("reason").asText(),
        backends,
        node.path("pinnedBy").asText());
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
    }
  }
}
