package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An image that the cluster itself needs.
 *
 * @param image its name
 * @param otherwise what to set where it cannot be pulled
 */
record OwnImage(String image, String otherwise) {

  private static final String HELPER =
      "TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX for a registry that has it, or"
          + " TESTCONTAINERS_RYUK_DISABLED=true";

  /**
   * Returns them all.
   *
   * @param environment of this process
   */
  static List<OwnImage> needed(K3sSettings settings, Map<String, String> environment) {
    List<OwnImage> all = new ArrayList<>();
    HelperImages.needed(environment).forEach(helper -> all.add(new OwnImage(helper, HELPER)));
    all.add(named(settings.nodeImage(), K3sSettings.NODE_IMAGE));
    all.add(named(settings.cluster().envoyImage(), ClusterSettings.ENVOY_IMAGE));
    all.add(named(settings.jreImage(), K3sSettings.JRE_IMAGE));
    return all;
  }

  private static OwnImage named(String image, Setting<String> setting) {
    return new OwnImage(image, "the setting %s for another one".formatted(setting.name()));
  }

  /** Returns what to try where the engine does not have it. */
  String hint() {
    return "docker pull %s; without Docker Hub %s, or cortex.local.backend=embedded, which needs none."
        .formatted(image, otherwise);
  }
}
