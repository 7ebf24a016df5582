package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.fidelity.FidelityManifest;
import io.cortexlocal.fidelity.FidelityManifest.Difference;

/** What the manifest says of the backend that a test runs on. */
final class Differences {

  private Differences() {}

  /** Returns whether the manifest has a difference for this backend; it must be one it knows. */
  static boolean has(CortexLocal local, String id) {
    FidelityManifest manifest = FidelityManifest.load();
    assertThat(manifest.differences()).extracting(Difference::id).contains(id);
    return manifest.of(local.cluster().backend()).stream()
        .anyMatch(difference -> difference.id().equals(id));
  }
}
