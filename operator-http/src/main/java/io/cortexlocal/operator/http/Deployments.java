package io.cortexlocal.operator.http;

import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.operator.DeployResult;
import java.util.List;

/** What takes a valid file into the cluster, its images included. Called by several threads. */
@FunctionalInterface
public interface Deployments {

  /**
   * Deploys the APIs of a file, each by itself, and waits for none.
   *
   * @param force whether an API is taken that is being updated
   * @return what became of each API, in any order
   * @throws io.cortexlocal.image.ImageException when an image cannot be had; nothing was deployed
   */
  List<DeployResult> deploy(CortexConfig config, boolean force);
}
