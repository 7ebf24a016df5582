package io.cortexlocal.operator.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.json.Json;

/** An answer of the operator, as it came. */
record Reply(int status, String type, String body) {

  JsonNode json() {
    return Json.read(body).orElseThrow(() -> new AssertionError("no JSON: " + this));
  }
}
