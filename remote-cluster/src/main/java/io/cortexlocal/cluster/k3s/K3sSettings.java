package io.cortexlocal.cluster.k3s;

import io.cortexlocal.cluster.ClusterSettings;
import io.cortexlocal.settings.Settings;

/**
 * How a k3s cluster is started.
 *
 * @param nodeImage k3s itself, or an image that stands in for it
 * @param jreImage on which the control plane's image is built; Java 17 or later
 * @param cluster what any cluster has
 */
record K3sSettings(String nodeImage, String jreImage, ClusterSettings cluster) {

  static final String NODE_IMAGE = "cortex.local.k3s.image";
  static final String JRE_IMAGE = "cortex.local.jre.image";

  /**
   * Reads the settings.
   *
   * @throws io.cortexlocal.settings.SettingException naming a setting that has a wrong value
   */
  static K3sSettings from(Settings settings) {
    return new K3sSettings(
        settings.text(NODE_IMAGE).orElse("rancher/k3s:v1.34.4-k3s1"),
        settings.text(JRE_IMAGE).orElse("eclipse-temurin:17-jre"),
        ClusterSettings.from(settings));
  }
}
