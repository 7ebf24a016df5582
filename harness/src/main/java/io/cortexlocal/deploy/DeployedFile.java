package io.cortexlocal.deploy;

import java.util.List;

/**
 * What was deployed at once.
 *
 * @param apis those that serve, in the order in which they were handed in
 * @param splitters in the same order
 */
public record DeployedFile(List<DeployedApi> apis, List<DeployedSplitter> splitters) {

  public DeployedFile {
    apis = List.copyOf(apis);
    splitters = List.copyOf(splitters);
  }
}
