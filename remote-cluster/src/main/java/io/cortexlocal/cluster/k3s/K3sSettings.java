package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.settings.Setting;
import io.cortexlocal.settings.Settings;

/**
 * How a k3s cluster is started.
 *
 * @param nodeImage k3s itself, or an image that stands in for it
 * @param jreImage on which the control plane's image is built; Java 17 or later
 * @param cluster what any cluster has
 */
record K3sSettings(String nodeImage, String jreImage, ClusterSettings cluster) {

  static final Setting<String> NODE_IMAGE =
      Setting.text("cortex.local.k3s.image", "rancher/k3s:v1.34.4-k3s1", "the node; k3s only");

  static final Setting<String> JRE_IMAGE =
      Setting.text(
          "cortex.local.jre.image",
          "eclipse-temurin:17-jre",
          "the control plane runs on it; k3s only");

  /**
   * Reads the settings.
   *
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  static K3sSettings from(Settings settings) {
    return new K3sSettings(
        settings.get(NODE_IMAGE), settings.get(JRE_IMAGE), ClusterSettings.from(settings));
  }
}
