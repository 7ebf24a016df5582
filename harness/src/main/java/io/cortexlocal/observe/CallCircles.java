package io.cortexlocal.observe;

import io.cortexlocal.istio.InFlightRequest;
import io.cortexlocal.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
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
import java.util.stream.Collectors;

/**
 * APIs that wait for each other in a circle, so that none of them gets on: seen in the requests
 * through the gateway that last.
 *
 * <p>Safe for use by several threads.
 */
public final class CallCircles {

  /** What is not written again within two of its turns is over. */
  private static final Duration FORGOTTEN = InFlightRequest.EVERY.multipliedBy(2).plusSeconds(1);

  private static final Duration SAID_AGAIN = Duration.ofSeconds(10);
  private static final int MOST_REQUESTS = 10_000;
  private static final int MOST_CIRCLES = 100;
  private static final Pattern CALLED =
      Pattern.compile("outbound\\|\\d+\\|[^|]*\\|api-([^.|]+)\\..*");

  private final Ticker ticker;
  private final Map<String, Call> calls = new LinkedHashMap<>();
  private final Map<List<String>, Circle> found = new LinkedHashMap<>();

  CallCircles(Ticker ticker) {
    this.ticker = ticker;
  }

  /** What an API has to serve with. */
  public interface Places {

    /** Returns the addresses of its replicas. */
    Set<String> addresses();

    /** Returns how many requests its containers work on at a time. */
    int number();
  }

  /**
   * Takes notice of a request that lasts.
   *
   * @param apis by name
   * @return the circle that it closes, in words; empty when there is none, or it was said within
   *     the last ten seconds
   */
  synchronized Optional<String> observe(InFlightRequest request, Map<String, Places> apis) {
    Optional<String> called = called(request.cluster());
    if (called.isEmpty() || !apis.containsKey(called.get())) {
      return Optional.empty();
    }
    long now = ticker.nanos();
    Optional<String> caller = caller(request.client(), apis);
    remember(
        request.requestId() + " " + request.client() + " " + called.get(),
        new Call(caller, called.get(), now));
    if (caller.isEmpty()) {
      return Optional.empty();
    }
    calls.values().removeIf(call -> now - call.seen() > FORGOTTEN.toNanos());
    Map<String, Long> waiting =
        calls.values().stream().collect(Collectors.groupingBy(Call::called, Collectors.counting()));
    Set<String> full =
        waiting.entrySet().stream()
            .filter(it -> it.getValue() >= places(it.getKey(), apis))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    List<String> path = path(called.get(), caller.get(), full);
    boolean someWait = path.stream().anyMatch(api -> waiting.get(api) > places(api, apis));
    return path.isEmpty() || !someWait
        ? Optional.empty()
        : say(fromFirst(path), text(fromFirst(path), waiting, apis), now);
  }

  /** Returns the circles that an API is part of, in words, hanging or over. */
  synchronized List<String> of(String api) {
    return found.entrySet().stream()
        .filter(circle -> circle.getKey().contains(api))
        .map(circle -> circle.getValue().text())
        .toList();
  }

  /** An API that is deployed anew has its past behind it. */
  synchronized void forget(String api) {
    found.keySet().removeIf(path -> path.contains(api));
    calls.values().removeIf(call -> call.called().equals(api));
  }

  private void remember(String key, Call call) {
    calls.remove(key);
    calls.put(key, call);
    if (calls.size() > MOST_REQUESTS) {
      calls.remove(calls.keySet().iterator().next());
    }
  }

  private Optional<String> say(List<String> path, String text, long now) {
    Circle before = found.get(path);
    boolean again = before == null || now - before.said() > SAID_AGAIN.toNanos();
    if (before != null || found.size() < MOST_CIRCLES) {
      found.put(path, new Circle(text, again ? now : before.said()));
    }
    return again ? Optional.of(text) : Optional.empty();
  }

  /** Returns the shortest way of calls from one API to another, the ends included. */
  private List<String> path(String from, String to, Set<String> full) {
    if (!full.contains(from) || !full.contains(to)) {
      return List.of();
    }
    Map<String, Set<String>> next = new HashMap<>();
    for (Call call : calls.values()) {
      call.caller()
          .ifPresent(
              caller ->
                  next.computeIfAbsent(caller, same -> new LinkedHashSet<>()).add(call.called()));
    }
    Map<String, String> reachedFrom = new HashMap<>();
    Set<String> seen = new HashSet<>(Set.of(from));
    Deque<String> pending = new ArrayDeque<>(Set.of(from));
    while (!pending.isEmpty()) {
      String api = pending.remove();
      if (api.equals(to)) {
        return back(from, to, reachedFrom);
      }
      for (String called : next.getOrDefault(api, Set.of())) {
        if (full.contains(called) && seen.add(called)) {
          reachedFrom.put(called, api);
          pending.add(called);
        }
      }
    }
    return List.of();
  }

  private static List<String> back(String from, String to, Map<String, String> reachedFrom) {
    List<String> path = new ArrayList<>(List.of(to));
    while (!path.get(0).equals(from)) {
      path.add(0, reachedFrom.get(path.get(0)));
    }
    return path;
  }

  /** The same circle begins with the same API, wherever it was noticed. */
  private static List<String> fromFirst(List<String> path) {
    List<String> turned = new ArrayList<>(path);
    Collections.rotate(turned, -turned.indexOf(Collections.min(turned)));
    return List.copyOf(turned);
  }

  private static String text(
      List<String> path, Map<String, Long> waiting, Map<String, Places> apis) {
    String taken =
        path.stream()
            .map(
                api ->
                    "%s has %d request%s and works on %d at a time"
                        .formatted(
                            api,
                            waiting.get(api),
                            waiting.get(api) == 1 ? "" : "s",
                            places(api, apis)))
            .collect(Collectors.joining(", "));
    return "calls go in a circle and wait for each other: %s → %s. All places are taken by requests that have lasted for more than %d s: %s. Try: a larger pod.max_concurrency, or calls that do not lead back."
        .formatted(String.join(" → ", path), path.get(0), InFlightRequest.EVERY.toSeconds(), taken);
  }

  private static int places(String api, Map<String, Places> apis) {
    return Optional.ofNullable(apis.get(api)).map(Places::number).orElse(Integer.MAX_VALUE);
  }

  private static Optional<String> caller(String address, Map<String, Places> apis) {
    return apis.entrySet().stream()
        .filter(api -> api.getValue().addresses().contains(address))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Optional<String> called(String cluster) {
    Matcher called = CALLED.matcher(cluster);
    return called.matches() ? Optional.of(called.group(1)) : Optional.empty();
  }

  /**
   * A request that lasts.
   *
   * @param caller empty for a client that is no API
   * @param seen when the gateway wrote it last, by the ticker
   */
  private record Call(Optional<String> caller, String called, long seen) {}

  /**
   * A circle that was seen.
   *
   * @param said when it was said last, by the ticker
   */
  private record Circle(String text, long said) {}
}
