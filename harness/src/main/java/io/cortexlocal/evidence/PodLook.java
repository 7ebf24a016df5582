package io.cortexlocal.evidence;

import io.fabric8.kubernetes.api.model.Event;
import java.util.List;
import java.util.Optional;

/** What can be found out about one pod; whatever cannot is empty. */
interface PodLook {

  List<Event> events();

  /** Returns a container's last lines: of its last run that wrote any. */
  List<String> lastLines(String container);

  /** Returns the sockets on which the pod listens; empty when that is not to be had. */
  List<ListeningSocket> listening();

  /** Returns what answers a GET request on the pod's loopback. */
  Optional<Answer> get(int port, String path);

  /**
   * The beginning of an answer.
   *
   * @param location of a redirect
   * @param text the body's first line
   */
  record Answer(int status, Optional<String> location, String text) {}
}
