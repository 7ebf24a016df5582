package io.cortexlocal.cluster.embedded.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A kind of objects that can be read, by the names that kubectl has for it. */
public enum ReadableKind {
  PODS("pod", "po"),
  DEPLOYMENTS("deployment", "deploy"),
  SERVICES("service", "svc"),
  ENDPOINTSLICES("endpointslice"),
  VIRTUALSERVICES("virtualservice", "vs"),
  GATEWAYS("gateway", "gw"),
  CONFIGMAPS("configmap", "cm"),
  NODES("node", "no"),
  NAMESPACES("namespace", "ns"),
  EVENTS("event", "ev");

  /** Made by {@code List.of}, which cannot be changed. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> otherNames;

  ReadableKind(String... otherNames) {
    this.otherNames = List.of(otherNames);
  }

  /** Returns the kind that has a name: plural, singular or short, in any case. */
  public static Optional<ReadableKind> named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.plural().equals(wanted) || kind.otherNames.contains(wanted))
        .findFirst();
  }

  /** Returns the name in the paths of the API, such as {@code pods}. */
  public String plural() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name in kubectl's messages, such as {@code deployments.apps}. */
  public String qualified() {
    return switch (this) {
      case DEPLOYMENTS -> "deployments.apps";
      case ENDPOINTSLICES -> "endpointslices.discovery.k8s.io";
      case VIRTUALSERVICES, GATEWAYS -> plural() + ".networking.istio.io";
      default -> plural();
    };
  }

  /** Returns all names, the plural first. */
  public List<String> names() {
    return Stream.concat(Stream.of(plural()), otherNames.stream()).toList();
  }

  /** Returns whether its objects live in a namespace. */
  public boolean namespaced() {
    return this != NODES && this != NAMESPACES;
  }
}
