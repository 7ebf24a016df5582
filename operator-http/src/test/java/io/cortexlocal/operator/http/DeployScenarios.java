package io.cortexlocal.operator.http;

import static io.cortexlocal.operator.http.ApiFiles.other;
import static io.cortexlocal.operator.http.ApiFiles.realtime;
import static io.cortexlocal.operator.http.ApiFiles.splitter;

import java.util.function.Function;

/** What becomes of a file that is handed in. */
final class DeployScenarios {

  private static final String NAMED = "?configFileName=cortex.yaml";
  private static final String FORM = "multipart/form-data; boundary=border";
  private static final String FILE = "form-data; name=\"config\"; filename=\"config\"";

  private DeployScenarios() {}

  static void addTo(Scenario scenarios) {
    addResults(scenarios);
    addSplitters(scenarios);
    addRefusedFiles(scenarios);
    addForms(scenarios);
  }

  private static void add(
      Scenario scenarios, String outcome, Function<ServedOperator, Reply> scenario) {
    scenarios.add(Route.DEPLOY, outcome, scenario);
  }

  private static void addResults(Scenario scenarios) {
    add(scenarios, "a first API", served -> served.deploy(realtime("hello")));
    add(scenarios, "the same while it starts", served -> twice(served, realtime("hello"), NAMED));
    add(
        scenarios,
        "the same when it is Ready",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          return result(served.deploy(realtime("hello")));
        });
    add(
        scenarios,
        "another version when it is Ready",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          return result(served.deploy(other("hello")));
        });
    add(scenarios, "another while it starts", served -> twice(served, other("hello"), NAMED));
    add(
        scenarios,
        "another while it starts with force",
        served -> twice(served, other("hello"), NAMED + "&force=true"));
    add(
        scenarios,
        "another while it starts with force that is no truth value",
        served -> twice(served, other("hello"), NAMED + "&force=yes"));
    add(
        scenarios,
        "one of two is refused",
        served -> {
          served.deploy(realtime("hello"));
          return messages(served.deploy(other("hello") + realtime("second")));
        });
    add(
        scenarios,
        "an API of another kind than before",
        served -> {
          served.deploy(realtime("a") + realtime("b") + realtime("hello"));
          return result(served.deploy(splitter("hello", "a", "b")));
        });
    add(
        scenarios,
        "a splitter that becomes an API",
        served -> {
          served.deploy(realtime("a") + realtime("b") + splitter("hello", "a", "b"));
          return result(served.deploy(realtime("hello")));
        });
  }

  private static void addSplitters(Scenario scenarios) {
    add(
        scenarios,
        "a splitter before its targets in the file",
        served ->
            messages(served.deploy(splitter("split", "a", "b") + realtime("b") + realtime("a"))));
    add(
        scenarios,
        "a splitter",
        served -> {
          served.deploy(realtime("a") + realtime("b"));
          return served.deploy(splitter("split", "a", "b"));
        });
    add(
        scenarios,
        "the same splitter",
        served -> {
          served.deploy(realtime("a") + realtime("b") + splitter("split", "a", "b"));
          return result(served.deploy(splitter("split", "a", "b")));
        });
    add(
        scenarios,
        "another splitter",
        served -> {
          served.deploy(realtime("a") + realtime("b") + splitter("split", "a", "b"));
          return result(
              served.deploy(
                  splitter("split", "b", "a").replaceFirst("50", "60").replaceFirst("50", "40")));
        });
    add(
        scenarios,
        "a splitter without one target",
        served -> {
          served.deploy(realtime("a"));
          return served.deploy(splitter("split", "a", "b"));
        });
    add(
        scenarios,
        "a splitter without its targets",
        served -> served.deploy(splitter("split", "a", "b")));
  }

  private static void addRefusedFiles(Scenario scenarios) {
    add(
        scenarios,
        "an endpoint of a deployed API",
        served -> {
          served.deploy(realtime("hello"));
          return served.deploy(realtime("other") + "  networking: {endpoint: /hello}\n");
        });
    add(
        scenarios,
        "a splitter's endpoint of a deployed API",
        served -> {
          served.deploy(realtime("a") + realtime("b"));
          return served.deploy(splitter("split", "a", "b") + "  networking: {endpoint: /a}\n");
        });
    add(
        scenarios,
        "an image that cannot be had",
        served ->
            served.deploy(
                realtime("hello")
                    + realtime("other").replace("example/hello:1", ServedOperator.MISSING_IMAGE)));
    add(
        scenarios,
        "nothing of a refused file is deployed",
        served -> {
          served.deploy(realtime("hello") + realtime("hello"));
          return served.get("/get");
        });
  }

  private static void addForms(Scenario scenarios) {
    add(scenarios, "without a name", served -> served.deploy(realtime("hello"), ""));
    add(
        scenarios,
        "with an empty name",
        served -> served.deploy(realtime("hello"), "?configFileName="));
    add(
        scenarios,
        "without a form",
        served -> served.upload(NAMED, "application/x-yaml", realtime("hello")));
    add(
        scenarios,
        "without a boundary",
        served -> served.upload(NAMED, "multipart/form-data", realtime("hello")));
    add(
        scenarios,
        "without the file",
        served -> served.form(NAMED, FILE.replace("name=\"config\"", "name=\"other\""), "x"));
    add(
        scenarios,
        "with a value in place of the file",
        served -> served.form(NAMED, "form-data; name=\"config\"", realtime("hello")));
    add(scenarios, "with an empty file", served -> served.form(NAMED, FILE, ""));
    add(scenarios, "with an empty form", served -> served.upload(NAMED, FORM, "--border--\r\n"));
    add(
        scenarios,
        "with a form that does not end",
        served ->
            served.upload(
                NAMED,
                FORM,
                "--border\r\nContent-Disposition: " + FILE + "\r\n\r\n" + realtime("hello")));
    add(
        scenarios,
        "with a file that is too long",
        served -> served.form(NAMED, FILE, "#".repeat(DeployForm.MAX_BYTES)));
    add(
        scenarios,
        "with a query that is malformed",
        served ->
            served.raw(
                """
                POST /deploy?force=%zz&configFileName=c.yaml&% HTTP/1.1\r
                Host: localhost\r
                CortexAPIVersion: 0.42.1\r
                X-Cortex-Authorization: x\r
                Content-Length: 0\r
                Connection: close\r
                \r
                """));
  }

  private static Reply twice(ServedOperator served, String second, String query) {
    served.deploy(realtime("hello"));
    return result(served.deploy(second, query));
  }

  /** The one result of a deployment without what is told of the API. */
  private static Reply result(Reply reply) {
    Reply all = messages(reply);
    return new Reply(
        reply.status(), reply.type(), all.body().substring(1, all.body().length() - 1));
  }

  /** The results of a deployment without what is told of APIs. */
  private static Reply messages(Reply reply) {
    return new Reply(
        reply.status(),
        reply.type(),
        reply.body().replaceAll("\\{\"api\":\\{.*?},\"message\"", "{\"api\":{},\"message\""));
  }
}
