package io.cortexlocal.istio;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads Gateways and VirtualServices from their JSON trees.
 *
 * <p>A field that Istio has and istio-lite does not implement is refused by its name, as is a value
 * that Istio 1.11 refuses: what is accepted is also done.
 */
public final class IstioObjects {

  private static final Set<String> GATEWAY_FIELDS = Set.of("selector", "servers");
  private static final Set<String> SERVER_FIELDS =
      Set.of("port", "bind", "hosts", "tls", "name", "defaultEndpoint");
  private static final Set<String> TLS_FIELDS =
      Set.of(
          "httpsRedirect",
          "caCertificates",
          "credentialName",
          "subjectAltNames",
          "verifyCertificateSpki",
          "verifyCertificateHash",
          "minProtocolVersion",
          "maxProtocolVersion",
          "cipherSuites");
  private static final Set<String> VIRTUAL_SERVICE_FIELDS = Set.of("tcp", "tls", "exportTo");
  private static final Set<String> ROUTE_FIELDS =
      Set.of("redirect", "delegate", "fault", "mirrorPercent", "corsPolicy");
  private static final Set<String> MATCH_FIELDS =
      Set.of(
          "scheme",
          "method",
          "authority",
          "headers",
          "port",
          "sourceLabels",
          "gateways",
          "queryParams",
          "ignoreUriCase",
          "withoutHeaders",
          "sourceNamespace");
  private static final Set<String> RETRY_FIELDS = Set.of("retryRemoteLocalities");
  private static final Pattern JAVA_ONLY_REGEX =
      Pattern.compile("\\(\\?[=!<>]|\\\\[1-9k]|[*+?}]\\+");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HOST = Pattern.compile("\\*|(\\*\\.)?[A-Za-z0-9._-]+");
  private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|us|m|s)");

  private final String object;
  private final String namespace;
  private final List<TranslationFinding> findings = new ArrayList<>();

  private IstioObjects(String kind, ObjectFields metadata) {
    this.namespace = metadata.text("namespace", "default");
    this.object = kind + " " + namespace + "/" + metadata.text("name", "");
  }

  /** Reads a Gateway from the tree of its JSON. */
  public static Parsed<Gateway> gateway(Map<String, Object> tree) {
    ObjectFields metadata = metadata(tree);
    IstioObjects reader = new IstioObjects("Gateway", metadata);
    Gateway gateway = reader.readGateway(metadata.text("name", ""), tree.get("spec"));
    return reader.findings.isEmpty() ? Parsed.of(gateway) : Parsed.refused(reader.findings);
  }

  /** Reads a VirtualService from the tree of its JSON. */
  public static Parsed<VirtualService> virtualService(Map<String, Object> tree) {
    ObjectFields metadata = metadata(tree);
    IstioObjects reader = new IstioObjects("VirtualService", metadata);
    VirtualService service = reader.readVirtualService(metadata, tree.get("spec"));
    return reader.findings.isEmpty() ? Parsed.of(service) : Parsed.refused(reader.findings);
  }

  private static ObjectFields metadata(Map<String, Object> tree) {
    return new ObjectFields("", "metadata", tree.get("metadata"), new ArrayList<>());
  }

  private Gateway readGateway(String name, Object spec) {
    ObjectFields fields = new ObjectFields(object, "spec", spec, findings);
    Map<String, String> selector = fields.textMap("selector");
    List<Gateway.Server> servers =
        fields.children("servers").stream().map(this::readServer).toList();
    if (servers.isEmpty()) {
      fields.refuse("servers", "must have at least one server");
    }
    fields.refuseTheRest(GATEWAY_FIELDS);
    return new Gateway(namespace, name, selector, servers);
  }

  private Gateway.Server readServer(ObjectFields server) {
    ObjectFields port = server.child("port");
    int number = port.integer("number", 0, 1, 65_535);
    String name = port.requiredText("name");
    String protocol = port.requiredText("protocol").toUpperCase(Locale.ROOT);
    Optional<Gateway.Tls> tls = Optional.empty();
    if (number == 0 && !port.has("number")) {
      port.refuse("number", "must be given");
    }
    switch (protocol) {
      case "HTTP", "HTTP2" -> {
        if (server.has("tls")) {
          server.child("tls").refuseTheRest(TLS_FIELDS);
          server.refuse("tls", "is for protocol HTTPS, not " + protocol);
        }
      }
      case "HTTPS" -> tls = Optional.of(readTls(server.child("tls")));
      case "" -> {}
      default ->
          port.refuse("protocol", "must be HTTP, HTTP2 or HTTPS here, not '" + protocol + "'");
    }
    port.refuseTheRest(Set.of("targetPort"));
    List<String> hosts =
        server.texts("hosts").stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    if (hosts.isEmpty()) {
      server.refuse("hosts", "must have at least one host");
    }
    refuseBadHosts(server, hosts);
    server.text("name", "");
    server.refuseTheRest(SERVER_FIELDS);
    return new Gateway.Server(number, name, tls, hosts);
  }

  private static void refuseBadHosts(ObjectFields fields, List<String> hosts) {
    for (String host : hosts) {
      if (host.contains("/")) {
        fields.refuse("hosts", "a host with a namespace is not implemented: '" + host + "'");
      } else if (!HOST.matcher(host).matches()) {
        fields.refuse("hosts", "is not a host: '" + host + "'");
      }
    }
  }

  private static boolean hasControlCharacter(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static Gateway.Tls readTls(ObjectFields tls) {
    String mode = tls.text("mode", "PASSTHROUGH");
    if (!mode.equals("SIMPLE")) {
      tls.refuse("mode", "must be SIMPLE here, not '" + mode + "'");
    }
    String certificate = tls.requiredText("serverCertificate");
    String key = tls.requiredText("privateKey");
    tls.refuseTheRest(TLS_FIELDS);
    return new Gateway.Tls(certificate, key);
  }

  private VirtualService readVirtualService(ObjectFields metadata, Object spec) {
    ObjectFields fields = new ObjectFields(object, "spec", spec, findings);
    List<String> hosts =
        fields.texts("hosts").stream()
            .map(this::qualifyHost)
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList();
    if (hosts.isEmpty()) {
      fields.refuse("hosts", "must have at least one host");
    }
    refuseBadHosts(fields, hosts);
    List<String> gateways = fields.texts("gateways").stream().map(this::qualifyGateway).toList();
    List<VirtualService.HttpRoute> routes =
        fields.children("http").stream().map(this::readRoute).toList();
    if (routes.isEmpty()) {
      fields.refuse("http", "must have at least one route");
    }
    fields.refuseTheRest(VIRTUAL_SERVICE_FIELDS);
    return new VirtualService(
        namespace,
        metadata.text("name", ""),
        created(metadata.text("creationTimestamp", "")),
        hosts,
        gateways,
        routes);
  }

  private Instant created(String text) {
    if (text.isEmpty()) {
      return Instant.EPOCH;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      findings.add(
          new TranslationFinding(
              object, "metadata.creationTimestamp", "must be a point in time, not '" + text + "'"));
      return Instant.EPOCH;
    }
  }

  private String qualifyGateway(String gateway) {
    return gateway.equals("mesh") || gateway.contains("/") ? gateway : namespace + "/" + gateway;
  }

  /** Istio completes only a name without any dot; {@code api.default} stays as it is. */
  private String qualifyHost(String host) {
    return host.contains(".") || host.equals("*") || host.isEmpty()
        ? host
        : host + "." + namespace + ".svc.cluster.local";
  }

  private VirtualService.HttpRoute readRoute(ObjectFields route) {
    List<VirtualService.UriMatch> matches =
        route.children("match").stream().map(IstioObjects::readMatch).toList();
    List<VirtualService.WeightedDestination> destinations = readDestinations(route);
    VirtualService.HttpRoute result =
        new VirtualService.HttpRoute(
            route.text("name", ""),
            matches,
            readRewrite(route),
            destinations,
            route.has("retries")
                ? readRetries(route.child("retries"))
                : VirtualService.Retries.DEFAULT,
            readMirror(route),
            duration(route, "timeout"),
            readHeaders(route.child("headers")));
    route.refuseTheRest(ROUTE_FIELDS);
    return result;
  }

  private static VirtualService.UriMatch readMatch(ObjectFields match) {
    match.text("name", "");
    ObjectFields uri = match.child("uri");
    List<VirtualService.UriMatch> kinds = new ArrayList<>();
    for (VirtualService.UriMatchKind kind : VirtualService.UriMatchKind.values()) {
      uri.optionalText(kind.name().toLowerCase(Locale.ROOT))
          .ifPresent(value -> kinds.add(new VirtualService.UriMatch(kind, value)));
    }
    uri.refuseTheRest(Set.of());
    match.refuseTheRest(MATCH_FIELDS);
    if (kinds.size() > 1) {
      match.refuse("uri", "must have one of exact, prefix and regex");
    }
    VirtualService.UriMatch first =
        kinds.isEmpty()
            ? new VirtualService.UriMatch(VirtualService.UriMatchKind.PREFIX, "/")
            : kinds.get(0);
    if (first.value().isEmpty() || hasControlCharacter(first.value())) {
      match.refuse("uri", "must not be empty or have control characters");
    }
    if (first.kind() == VirtualService.UriMatchKind.REGEX && !isRegex(first.value())) {
      match.refuse("uri", "is not a regular expression of RE2: '" + first.value() + "'");
    }
    return first;
  }

  private static boolean isRegex(String text) {
    try {
      Pattern.compile(text);
      return !JAVA_ONLY_REGEX.matcher(text).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static Optional<String> readRewrite(ObjectFields route) {
    ObjectFields rewrite = route.child("rewrite");
    Optional<String> uri = rewrite.optionalText("uri").filter(text -> !text.isEmpty());
    if (route.has("rewrite") && uri.isEmpty() && !rewrite.has("authority")) {
      rewrite.refuse("uri", "must be given");
    }
    if (rewrite.has("authority")) {
      rewrite.refuse("authority", "Istio has this field, Cortex Local does not implement it");
    }
    if (uri.filter(IstioObjects::hasControlCharacter).isPresent()) {
      rewrite.refuse("uri", "must not have control characters");
    }
    rewrite.refuseTheRest(Set.of());
    return uri;
  }

  private List<VirtualService.WeightedDestination> readDestinations(ObjectFields route) {
    List<VirtualService.WeightedDestination> destinations =
        route.children("route").stream().map(this::readWeighted).toList();
    if (destinations.isEmpty() && !route.has("redirect")) {
      route.refuse("route", "must have at least one destination");
    }
    int total = destinations.stream().mapToInt(VirtualService.WeightedDestination::weight).sum();
    if (destinations.size() > 1 && total != 100) {
      route.refuse("route", "total destination weight " + total + " != 100");
    }
    return destinations;
  }

  private VirtualService.WeightedDestination readWeighted(ObjectFields weighted) {
    VirtualService.Destination destination = readDestination(weighted.child("destination"));
    int weight = weighted.integer("weight", 0, 0, 100);
    VirtualService.Headers headers = readHeaders(weighted.child("headers"));
    weighted.refuseTheRest(Set.of());
    return new VirtualService.WeightedDestination(destination, weight, headers);
  }

  private VirtualService.Destination readDestination(ObjectFields destination) {
    String host = qualifyHost(destination.requiredText("host"));
    ObjectFields port = destination.child("port");
    Optional<Integer> number =
        destination.has("port")
            ? Optional.of(port.integer("number", 0, 1, 65_535))
            : Optional.empty();
    if (destination.has("port") && !port.has("number")) {
      port.refuse("number", "must be given");
    }
    port.refuseTheRest(Set.of());
    destination.refuseTheRest(Set.of("subset"));
    return new VirtualService.Destination(host, number);
  }

  private static VirtualService.Headers readHeaders(ObjectFields headers) {
    VirtualService.Headers result =
        new VirtualService.Headers(
            readOperations(headers.child("request")), readOperations(headers.child("response")));
    headers.refuseTheRest(Set.of());
    return result;
  }

  private static VirtualService.HeaderOperations readOperations(ObjectFields operations) {
    VirtualService.HeaderOperations result =
        new VirtualService.HeaderOperations(
            operations.textMap("set"), operations.textMap("add"), operations.texts("remove"));
    refuseSpecialHeaders(operations, "set", result.set());
    refuseSpecialHeaders(operations, "add", result.add());
    operations.refuseTheRest(Set.of());
    return result;
  }

  /** Envoy reads a percent sign as the start of a command, and one bad command refuses the lot. */
  private static void refuseSpecialHeaders(
      ObjectFields operations, String name, Map<String, String> headers) {
    headers.forEach(
        (header, value) -> {
          if (header.equalsIgnoreCase("host") || header.startsWith(":")) {
            operations.refuse(name, "changing '" + header + "' is not implemented");
          }
          if (!HEADER_NAME.matcher(header).matches()) {
            operations.refuse(name, "is not the name of a header: '" + header + "'");
          }
          if (hasControlCharacter(value)) {
            operations.refuse(name, "has a control character in the value of '" + header + "'");
          }
          if (value.contains("%")) {
            operations.refuse(
                name, "a percent sign in a header's value is not implemented: '" + value + "'");
          }
        });
  }

  private VirtualService.Retries readRetries(ObjectFields retries) {
    int attempts = retries.integer("attempts", 0, 0, Integer.MAX_VALUE);
    String retryOn = retries.text("retryOn", "");
    Optional<Duration> perTry = duration(retries, "perTryTimeout");
    retries.refuseTheRest(RETRY_FIELDS);
    return attempts == 0
        ? VirtualService.Retries.NONE
        : new VirtualService.Retries(
            attempts,
            retryOn.isEmpty() ? VirtualService.Retries.DEFAULT_CONDITIONS : retryOn,
            perTry);
  }

  private Optional<VirtualService.Mirror> readMirror(ObjectFields route) {
    ObjectFields percentage = route.child("mirrorPercentage");
    double percent = route.has("mirrorPercentage") ? percentage.number("value", 0, 0, 100) : 100;
    percentage.refuseTheRest(Set.of());
    if (!route.has("mirror")) {
      return Optional.empty();
    }
    return Optional.of(new VirtualService.Mirror(readDestination(route.child("mirror")), percent));
  }

  private Optional<Duration> duration(ObjectFields fields, String name) {
    String text = fields.text(name, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = DURATION_PART.matcher(text);
    double seconds = 0;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      seconds += Double.parseDouble(matcher.group(1)) * secondsOf(matcher.group(2));
      end = matcher.end();
    }
    if (end != text.length()) {
      fields.refuse(name, "must be a duration such as 1.5s, not '" + text + "'");
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  private static double secondsOf(String unit) {
    return switch (unit) {
      case "h" -> 3600;
      case "m" -> 60;
      case "ms" -> 1e-3;
      case "us" -> 1e-6;
      default -> 1;
    };
  }
}
