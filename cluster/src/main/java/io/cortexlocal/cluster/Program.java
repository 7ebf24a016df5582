package io.cortexlocal.cluster;

import org.apiguardian.api.API;

/**
 * A program of this project that works for a cluster from within: in a container of a pod, whose
 * first argument is its name. On the embedded cluster the container is a thread of this process.
 *
 * <p>Programs are found with {@link java.util.ServiceLoader}; what one needs is loaded when it is
 * run, so an instance must be cheap.
 */
@API(status = API.Status.INTERNAL)
public interface Program {

  /** Returns its name, which no other program has. */
  String name();

  /**
   * Runs it. To return ends the container with exit code 0, to throw ends it with 1, and with the
   * stack trace in its log.
   *
   * @throws InterruptedException when the container is to end
   */
  void run(ProgramContext context) throws Exception;
}
