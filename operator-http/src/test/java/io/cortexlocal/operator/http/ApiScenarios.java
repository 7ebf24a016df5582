package io.cortexlocal.operator.http;

import static io.cortexlocal.operator.http.ApiFiles.other;
import static io.cortexlocal.operator.http.ApiFiles.realtime;
import static io.cortexlocal.operator.http.ApiFiles.splitter;
import static io.cortexlocal.operator.http.ServedOperator.CLIENT;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What is asked about, and done with, APIs that are deployed. */
final class ApiScenarios {

  private static final String SPLITTER =
      realtime("first") + realtime("second") + splitter("split", "first", "second");

  private ApiScenarios() {}

  static void addTo(Scenario scenarios) {
    addRefresh(scenarios);
    addDelete(scenarios);
    addGet(scenarios);
    addFormer(scenarios);
    addDescribe(scenarios);
  }

  private static void addRefresh(Scenario scenarios) {
    scenarios.add(
        Route.REFRESH,
        "of an API that is Ready",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          return served.send("POST", "/refresh/hello", CLIENT);
        });
    scenarios.add(
        Route.REFRESH,
        "of one that is updating",
        served -> {
          served.deploy(realtime("hello"));
          return served.send("POST", "/refresh/hello?force=false", CLIENT);
        });
    scenarios.add(
        Route.REFRESH,
        "of one that is updating with force",
        served -> {
          served.deploy(realtime("hello"));
          return served.send("POST", "/refresh/hello?force=1", CLIENT);
        });
    scenarios.add(
        Route.REFRESH,
        "of what is not there",
        served -> served.send("POST", "/refresh/hello", CLIENT));
    scenarios.add(
        Route.REFRESH,
        "of a splitter",
        served -> {
          served.deploy(SPLITTER);
          return served.send("POST", "/refresh/split", CLIENT);
        });
  }

  private static void addDelete(Scenario scenarios) {
    scenarios.add(
        Route.DELETE,
        "of an API",
        served -> {
          served.deploy(realtime("hello"));
          return delete(served, "hello", "?apiName=hello&keepCache=false");
        });
    scenarios.add(
        Route.DELETE, "of what is not there", served -> delete(served, "hello", "?apiName=hello"));
    scenarios.add(
        Route.DELETE,
        "twice",
        served -> {
          served.deploy(realtime("hello"));
          delete(served, "hello", "");
          return delete(served, "hello", "");
        });
    scenarios.add(
        Route.DELETE,
        "of a splitter",
        served -> {
          served.deploy(SPLITTER);
          return delete(served, "split", "");
        });
    scenarios.add(
        Route.DELETE,
        "of a splitter's target",
        served -> {
          served.deploy(SPLITTER);
          return delete(served, "first", "");
        });
    scenarios.add(
        Route.DELETE,
        "of a target of two splitters",
        served -> {
          served.deploy(SPLITTER + splitter("again", "second", "first"));
          return delete(served, "first", "");
        });
    scenarios.add(Route.DELETE, "forgets versions", served -> versionsAfter(served, "false"));
    scenarios.add(Route.DELETE, "keeps versions", served -> versionsAfter(served, "true"));
  }

  /** Of an API that is deleted and deployed again. */
  private static Reply versionsAfter(ServedOperator served, String keepCache) {
    served.deploy(realtime("hello"));
    delete(served, "hello", "?keepCache=" + keepCache);
    served.deploy(realtime("hello"));
    Reply got = served.get("/get/hello");
    List<String> versions = new ArrayList<>();
    got.json().at("/0/api_versions").forEach(version -> versions.add("version"));
    return new Reply(got.status(), got.type(), versions.toString());
  }

  private static Reply delete(ServedOperator served, String api, String query) {
    return served.send("DELETE", "/delete/" + api + query, CLIENT);
  }

  private static void addGet(Scenario scenarios) {
    scenarios.add(Route.LIST, "of nothing", served -> served.get("/get"));
    scenarios.add(
        Route.LIST,
        "of APIs and a splitter",
        served -> {
          served.deploy(SPLITTER.replace("second", "another"));
          served.awaitReady("first");
          served.awaitReady("another");
          return served.get("/get");
        });
    scenarios.add(
        Route.GET,
        "of an API",
        served -> {
          served.deploy(
              realtime("hello")
                  .replace(
                      "image: example/hello:1",
                      "image: example/hello:1, readiness_probe: {http_get: {path: /ready, port:"
                          + " 8080}}, env: {B: \"2\", A: \"1\"}, compute: {mem: 128Mi}"));
          served.awaitReady("hello");
          return served.get("/get/hello");
        });
    scenarios.add(
        Route.GET,
        "of a splitter",
        served -> {
          served.deploy(SPLITTER);
          return served.get("/get/split");
        });
    scenarios.add(Route.GET, "of what is not there", served -> served.get("/get/hello"));
    scenarios.add(
        Route.GET,
        "of what was deleted",
        served -> {
          served.deploy(realtime("hello"));
          delete(served, "hello", "?keepCache=true");
          return served.get("/get/hello");
        });
  }

  private static void addFormer(Scenario scenarios) {
    scenarios.add(
        Route.GET_ID,
        "of the live one",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          Reply live = served.get("/get/hello");
          Reply byId = served.get("/get/hello/" + id(live));
          return byId.body().equals(live.body())
              ? new Reply(byId.status(), byId.type(), "the same")
              : byId;
        });
    scenarios.add(
        Route.GET_ID,
        "of a former one",
        served -> {
          served.deploy(realtime("hello"));
          String first = id(served.get("/get/hello"));
          served.deploy(other("hello"), "?configFileName=cortex.yaml&force=true");
          return served.get("/get/hello/" + first);
        });
    scenarios.add(
        Route.GET_ID,
        "of one that never was",
        served -> {
          served.deploy(realtime("hello"));
          return served.get("/get/hello/some");
        });
    scenarios.add(
        Route.GET_ID, "of an API that is not there", served -> served.get("/get/hello/some"));
  }

  private static String id(Reply reply) {
    JsonNode id = reply.json().at("/0/metadata/id");
    return id.textValue();
  }

  private static void addDescribe(Scenario scenarios) {
    scenarios.add(
        Route.DESCRIBE,
        "of an API that is Ready",
        served -> {
          served.deploy(realtime("hello"));
          served.awaitReady("hello");
          return served.get("/describe/hello");
        });
    scenarios.add(
        Route.DESCRIBE,
        "of a splitter",
        served -> {
          served.deploy(SPLITTER);
          return served.get("/describe/split");
        });
    scenarios.add(Route.DESCRIBE, "of what is not there", served -> served.get("/describe/hello"));
  }
}
