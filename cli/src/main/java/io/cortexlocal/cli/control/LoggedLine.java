package io.cortexlocal.cli.control;

import io.cortexlocal.json.Json;
import java.util.Map;

/** A line of a container of a replica. */
record LoggedLine(String replica, String container, String line) {

  Map<String, Object> json() {
    return Json.object("replica", replica, "container", container, "line", line);
  }
}
