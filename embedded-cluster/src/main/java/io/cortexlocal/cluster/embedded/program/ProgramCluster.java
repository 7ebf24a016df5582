package io.cortexlocal.cluster.embedded.program;

import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.time.Deadline;

/**
 * What programs have of the cluster around their pods.
 *
 * @param kubernetes its objects
 * @param names the names of its Services, as its pods know them
 */
public record ProgramCluster(Kubernetes kubernetes, Names names) {

  /** The names of Services, as pods know them. */
  @FunctionalInterface
  public interface Names {

    /**
     * Waits until every pod that runs knows an address as one behind a Service.
     *
     * @return whether they know it in time
     */
    boolean await(String namespace, String service, String address, Deadline deadline)
        throws InterruptedException;
  }
}
