package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.spelling.Spelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

  private static final List<String> KEYS = List.of("command", "args");
  private static final String GATEWAY = "ingressgateway-apis.istio-system";

  private final Map<String, Set<String>> callees = new LinkedHashMap<>();
  private final Map<String, String> calls = new HashMap<>();
  private final Map<String, String> endpoints = new HashMap<>();
  private final Map<Integer, List<UnknownEndpoint>> unknown = new HashMap<>();

  /** A call to a path of the gateway at which no API of the file is. */
  record UnknownEndpoint(Location location, String path) {}

  private Chains() {}

  static Chains of(List<CheckedApi> apis) {
    Chains chains = new Chains();
    for (CheckedApi api : apis) {
      if (api.name().isPresent() && api.endpoint().isPresent()) {
        chains.endpoints.put(api.endpoint().get(), api.name().get());
      }
    }
    for (CheckedApi api : apis) {
      if (api.kind() != ApiKind.TRAFFIC_SPLITTER) {
        SectionValue pod = api.values().section("pod").orElse(null);
        if (pod != null) {
          chains.read(api, pod);
        }
      }
    }
    chains.callees.forEach(
        (name, called) -> {
          chains.calls.putIfAbsent(name, name + " calls " + called.iterator().next());
          called.forEach(callee -> chains.calls.putIfAbsent(callee, name + " calls " + callee));
        });
    return chains;
  }

  private void read(CheckedApi api, SectionValue pod) {
    for (SectionValue container : pod.sections("containers")) {
      for (Map.Entry<String, String> variable : container.textMap("env").entrySet()) {
        if (variable.getValue().contains(GATEWAY)) {
          read(api, variable.getValue(), container.textValue("env", variable.getKey()));
        }
      }
      for (String key : KEYS) {
        List<String> texts = container.texts(key).orElse(List.of());
        for (int i = 0; i < texts.size(); i++) {
          if (texts.get(i).contains(GATEWAY)) {
            read(api, texts.get(i), container.element(key, i));
          }
        }
      }
    }
  }

  private void read(CheckedApi api, String text, Location location) {
    boolean reported = false;
    Matcher matcher = Patterns.GATEWAY_URL.matcher(text);
    while (matcher.find()) {
      String path = withoutLastSlashes(matcher.group(1));
      boolean goesOn =
          matcher.end() < text.length() && "$%{<".indexOf(text.charAt(matcher.end())) >= 0;
      Optional<String> owner = owner(path, endpoints);
      if (owner.isPresent()) {
        api.name()
            .ifPresent(
                name ->
                    callees
                        .computeIfAbsent(name, caller -> new LinkedHashSet<>())
                        .add(owner.get()));
      } else if (path.length() > 1 && !goesOn && !reported) {
        unknown
            .computeIfAbsent(api.index(), caller -> new ArrayList<>())
            .add(new UnknownEndpoint(location, path));
        reported = true;
      }
    }
  }

  /** Returns the API's calls that no API of the file can answer. */
  List<UnknownEndpoint> unknownEndpoints(CheckedApi api) {
    return unknown.getOrDefault(api.index(), List.of());
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
    return Optional.ofNullable(calls.get(name));
  }

  /** Returns one circle of calls through every API that is in one, each API at most once. */
  List<List<String>> cycles() {
    if (callees.isEmpty()) {
      return List.of();
    }
    List<List<String>> cycles = new ArrayList<>();
    Set<String> done = new HashSet<>();
    Map<String, Set<String>> left = withoutEnds();
    for (String start : left.keySet()) {
      if (!done.contains(start)) {
        Optional<List<String>> cycle = cycle(start, left);
        cycle.ifPresent(cycles::add);
        cycle.ifPresent(done::addAll);
      }
    }
    return cycles;
  }

  /** Leaves out what calls nothing, again and again: it is in no circle. */
  private Map<String, Set<String>> withoutEnds() {
    Map<String, List<String>> callers = new HashMap<>();
    Map<String, Integer> open = new HashMap<>();
    Deque<String> ends = new ArrayDeque<>();
    callees.forEach(
        (name, called) -> {
          open.put(name, called.size());
          called.forEach(
              callee -> callers.computeIfAbsent(callee, key -> new ArrayList<>()).add(name));
        });
    callers.keySet().stream().filter(name -> !callees.containsKey(name)).forEach(ends::add);
    Map<String, Set<String>> left = new LinkedHashMap<>(callees);
    while (!ends.isEmpty()) {
      for (String caller : callers.getOrDefault(ends.remove(), List.of())) {
        if (open.merge(caller, -1, Integer::sum) == 0) {
          left.remove(caller);
          ends.add(caller);
        }
      }
    }
    return left;
  }

  private static Optional<List<String>> cycle(String start, Map<String, Set<String>> calls) {
    Map<String, String> caller = new HashMap<>();
    List<String> queue = new ArrayList<>(List.of(start));
    for (int i = 0; i < queue.size(); i++) {
      String name = queue.get(i);
      for (String callee : calls.getOrDefault(name, Set.of())) {
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

  /** Compiled for the first file that has a call. */
  private static final class Patterns {

    static final Pattern GATEWAY_URL =
        Pattern.compile(
            "ingressgateway-apis\\.istio-system(?:\\.svc(?:\\.cluster\\.local)?)?(?::[0-9]{1,5})?"
                + "(/[a-zA-Z0-9_\\-./]*+)");
  }
}
