package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.spelling.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which APIs of a file call which others, by the URLs of the APIs' gateway inside the cluster in
 * their environment, commands and arguments.
 */
final class Chains {

  private static final Pattern GATEWAY_URL =
      Pattern.compile(
          "ingressgateway-apis\\.istio-system(?:\\.svc(?:\\.cluster\\.local)?)?(?::[0-9]{1,5})?"
              + "(/[a-zA-Z0-9_\\-./]*+)");

  private final Map<String, Set<String>> callees = new LinkedHashMap<>();
  private final Map<String, String> endpoints = new HashMap<>();

  /** A call to a path of the gateway at which no API of the file is. */
  record UnknownEndpoint(Location location, String path) {}

  private Chains() {}

  static Chains of(List<CheckedApi> apis) {
    Chains chains = new Chains();
    Map<String, String> endpoints = chains.endpoints;
    for (CheckedApi api : apis) {
      if (api.name().isPresent() && api.endpoint().isPresent()) {
        endpoints.put(api.endpoint().get(), api.name().get());
      }
    }
    for (CheckedApi api : apis) {
      if (api.kind() != ApiKind.TRAFFIC_SPLITTER && api.name().isPresent()) {
        Set<String> called = called(api, endpoints);
        if (!called.isEmpty()) {
          chains.callees.put(api.name().get(), called);
        }
      }
    }
    return chains;
  }

  private static Set<String> called(CheckedApi api, Map<String, String> endpoints) {
    Set<String> names = new LinkedHashSet<>();
    Optional<SectionValue> pod = api.values().section("pod");
    for (SectionValue container : pod.map(p -> p.sections("containers")).orElse(List.of())) {
      List<String> texts = new ArrayList<>(container.textMap("env").values());
      container.texts("command").ifPresent(texts::addAll);
      container.texts("args").ifPresent(texts::addAll);
      for (String text : texts) {
        Matcher matcher = GATEWAY_URL.matcher(text);
        while (matcher.find()) {
          owner(matcher.group(1), endpoints).ifPresent(names::add);
        }
      }
    }
    return names;
  }

  /** Returns the API's calls that no API of the file can answer. */
  List<UnknownEndpoint> unknownEndpoints(CheckedApi api) {
    List<UnknownEndpoint> unknown = new ArrayList<>();
    Optional<SectionValue> pod = api.values().section("pod");
    for (SectionValue container : pod.map(p -> p.sections("containers")).orElse(List.of())) {
      container
          .textMap("env")
          .forEach(
              (name, text) ->
                  unknownPath(text)
                      .map(
                          path ->
                              new UnknownEndpoint(
                                  container
                                      .locationOf("env")
                                      .key(name, container.environmentValueSpan(name)),
                                  path))
                      .ifPresent(unknown::add));
      for (String key : List.of("command", "args")) {
        List<String> texts = container.texts(key).orElse(List.of());
        for (int i = 0; i < texts.size(); i++) {
          Location element = container.element(key, i);
          unknownPath(texts.get(i))
              .map(path -> new UnknownEndpoint(element, path))
              .ifPresent(unknown::add);
        }
      }
    }
    return unknown;
  }

  private Optional<String> unknownPath(String text) {
    Matcher matcher = GATEWAY_URL.matcher(text);
    while (matcher.find()) {
      String path = withoutLastSlashes(matcher.group(1));
      boolean goesOn =
          matcher.end() < text.length() && "$%{<".indexOf(text.charAt(matcher.end())) >= 0;
      if (path.length() > 1 && !goesOn && owner(path, endpoints).isEmpty()) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static String withoutLastSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** Returns the endpoint of the file that is spelled much like the path. */
  Optional<String> closestEndpoint(String path) {
    int second = path.indexOf('/', 1);
    return Spelling.closest(path, endpoints.keySet())
        .or(
            () ->
                Spelling.closest(
                    second < 0 ? path : path.substring(0, second), endpoints.keySet()));
  }

  private static Optional<String> owner(String path, Map<String, String> endpoints) {
    String endpoint = path;
    while (!endpoint.isEmpty()) {
      String name = endpoints.get(endpoint);
      if (name != null) {
        return Optional.of(name);
      }
      endpoint = endpoint.substring(0, Math.max(0, endpoint.lastIndexOf('/')));
    }
    return Optional.empty();
  }

  /** Returns a call that the API makes or receives, in words. */
  Optional<String> callWith(String name) {
    for (Map.Entry<String, Set<String>> entry : callees.entrySet()) {
      if (entry.getKey().equals(name)) {
        return Optional.of(name + " calls " + entry.getValue().iterator().next());
      }
      if (entry.getValue().contains(name)) {
        return Optional.of(entry.getKey() + " calls " + name);
      }
    }
    return Optional.empty();
  }

  /** Returns one circle of calls through every API that is in one, each API at most once. */
  List<List<String>> cycles() {
    List<List<String>> cycles = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (String start : callees.keySet()) {
      if (!done.contains(start)) {
        Optional<List<String>> cycle = cycle(start);
        cycle.ifPresent(cycles::add);
        cycle.ifPresent(done::addAll);
      }
    }
    return cycles;
  }

  private Optional<List<String>> cycle(String start) {
    Map<String, String> caller = new HashMap<>();
    List<String> queue = new ArrayList<>(List.of(start));
    for (int i = 0; i < queue.size(); i++) {
      String name = queue.get(i);
      for (String callee : callees.getOrDefault(name, Set.of())) {
        if (callee.equals(start)) {
          return Optional.of(path(start, name, caller));
        }
        if (caller.putIfAbsent(callee, name) == null) {
          queue.add(callee);
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> path(String start, String last, Map<String, String> caller) {
    List<String> path = new ArrayList<>();
    for (String name = last; !name.equals(start); name = caller.get(name)) {
      path.add(0, name);
    }
    path.add(0, start);
    return path;
  }
}
