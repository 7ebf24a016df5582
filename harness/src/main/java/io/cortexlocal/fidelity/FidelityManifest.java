package io.cortexlocal.fidelity;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexVersion;
import io.cortexlocal.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** Every known difference from Cortex 0.42, in the order of the file {@code fidelity.json}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FidelityManifest {

  /** The class-path resource that holds the manifest. */
  public static final String RESOURCE = "/io/cortexlocal/fidelity/fidelity.json";

  private final List<Difference> differences;

  FidelityManifest(List<Difference> differences) {
    this.differences = List.copyOf(differences);
  }

  /** Returns the differences, each with an id that stays the same over versions. */
  public List<Difference> differences() {
    return differences;
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
        Arrays.stream(Use.values())
            .filter(use -> use.id().equals(node.path("use").asText()))
            .findFirst(),
        node.path("pinnedBy").asText());
  }

  /** Returns the differences that a backend has. */
  public List<Difference> of(String backend) {
    return differences.stream()
        .filter(difference -> difference.backends().contains(backend))
        .toList();
  }

  /**
   * Returns the ids of the differences that what APIs use meets on a backend, in the order of the
   * manifest.
   */
  public List<String> concerning(String backend, List<ApiConfig> apis) {
    return of(backend).stream()
        .filter(
            difference ->
                difference.use().filter(use -> apis.stream().anyMatch(use::isIn)).isPresent())
        .map(Difference::id)
        .toList();
  }

  /** Returns one line about a backend, for the log of each start. */
  public String summary(String backend) {
    return "%d known differences from Cortex %s, all in %s of the class path"
        .formatted(of(backend).size(), CortexVersion.minor(), RESOURCE);
  }

  /**
   * Returns one line about the APIs of a file, for the log of each deployment; empty where what
   * they use meets no difference.
   */
  public Optional<String> summary(String backend, List<ApiConfig> apis) {
    List<String> ids = concerning(backend, apis);
    return Optional.of(
            ("%s: %d of the %d known differences from Cortex %s concern what it uses: %s; all"
                    + " of them are in %s of the class path")
                .formatted(
                    String.join(", ", apis.stream().map(ApiConfig::name).toList()),
                    ids.size(),
                    of(backend).size(),
                    CortexVersion.minor(),
                    String.join(", ", ids),
                    RESOURCE))
        .filter(line -> !ids.isEmpty());
  }

  /** One difference. */
  public static final class Difference {

    private final String id;
    private final String cortex;
    private final String here;
    private final String reason;
    private final List<String> backends;
    private final Optional<Use> use;
    private final String pinnedBy;

    Difference(
        String id,
        String cortex,
        String here,
        String reason,
        List<String> backends,
        Optional<Use> use,
        String pinnedBy) {
      this.id = id;
      this.cortex = cortex;
      this.here = here;
      this.reason = reason;
      this.backends = List.copyOf(backends);
      this.use = use;
      this.pinnedBy = pinnedBy;
    }

    /** Returns its id, which stays the same over versions: lower-case with dashes. */
    public String id() {
      return id;
    }

    /** Returns what Cortex does. */
    public String cortex() {
      return cortex;
    }

    /** Returns what the local cluster does. */
    public String here() {
      return here;
    }

    /** Returns why it differs. */
    public String reason() {
      return reason;
    }

    /** Returns the backends on which it does. */
    public List<String> backends() {
      return backends;
    }

    /** Returns what a file uses that meets it; empty where it may meet any file. */
    public Optional<Use> use() {
      return use;
    }

    /** Returns class and method of the test that holds it, as {@code class#method}. */
    public String pinnedBy() {
      return pinnedBy;
    }

    @Override
    public String toString() {
      return id;
    }
  }
}
