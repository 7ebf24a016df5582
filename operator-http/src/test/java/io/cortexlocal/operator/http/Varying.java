package io.cortexlocal.operator.http;

import java.net.URI;

/** What is another in each run, by its name. */
final class Varying {

  private Varying() {}

  static String namedIn(String body, URI operator) {
    return body.replace(operator.toString(), "OPERATOR")
        .replaceAll("[0-9a-f]{16}-[a-z][a-z0-9]{9}-[0-9a-f]{32}", "API_ID")
        .replaceAll("[0-9a-f]{16}--[0-9a-f]{32}", "SPLITTER_ID")
        .replaceAll("\"spec_id\":\"[0-9a-f]{32}\"", "\"spec_id\":\"SPEC_ID\"")
        .replaceAll("\"pod_id\":\"[0-9a-f]{63}\"", "\"pod_id\":\"POD_ID\"")
        .replaceAll("\"deployment_id\":\"[a-z][a-z0-9]{9}\"", "\"deployment_id\":\"DEPLOYMENT_ID\"")
        .replaceAll("\"initial_deployment_time\":[0-9]{19}\\b", "\"initial_deployment_time\":19")
        .replaceAll("\"last_updated\":[0-9]{10}\\b", "\"last_updated\":10");
  }
}
