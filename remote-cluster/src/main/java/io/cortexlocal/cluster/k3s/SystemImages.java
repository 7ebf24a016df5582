package io.cortexlocal.cluster.k3s;

import java.nio.file.Path;
import java.util.Map;

/**
 * The images that a cluster needs before the first API.
 *
 * @param controlPlane the name of the control plane's image
 */
record SystemImages(String controlPlane, SavedImages saved) {

  static SystemImages prepare(DockerEngine engine, K3sSettings settings, Path scratch) {
    String envoy = settings.cluster().envoyImage();
    String controlPlane = ControlPlaneImage.ensure(engine, settings.jreImage(), scratch);
    Map<String, String> ids =
        Map.of(envoy, engine.requiredId(envoy), controlPlane, engine.requiredId(controlPlane));
    return new SystemImages(
        controlPlane, SavedImages.save(engine, ids, scratch.resolve("system-images.tar")));
  }
}
