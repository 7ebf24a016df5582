package io.cortexlocal.cluster;

import org.apiguardian.api.API;

/** A step that puts something on this machine which a backend lacks. */
@API(status = API.Status.INTERNAL)
public interface SetupStep {

  /** Returns what it installs, from where and where to: for people, before it is done. */
  String description();

  /**
   * Does it; this may take minutes.
   *
   * @throws SetupException when it cannot be done, with what to try
   */
  void run();
}
