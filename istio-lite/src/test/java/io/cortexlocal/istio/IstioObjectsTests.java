package io.cortexlocal.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cortexlocal.istio.VirtualService.Destination;
import io.cortexlocal.istio.VirtualService.Retries;
import io.cortexlocal.istio.VirtualService.UriMatch;
import io.cortexlocal.istio.VirtualService.UriMatchKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IstioObjectsTests {

  @Test
  void readsTheVirtualServiceOfAnApi() {
    VirtualService api = Objects.api("text", "/text", 0, "2024-05-06T07:08:09Z");

    assertThat(api.qualifiedName()).isEqualTo("default/api-text");
    assertThat(api.created()).isEqualTo(Instant.parse("2024-05-06T07:08:09Z"));
    assertThat(api.hosts()).containsExactly("*");
    assertThat(api.gateways()).containsExactly("default/apis-gateway");
    assertThat(api.http()).hasSize(2);
    VirtualService.HttpRoute exact = api.http().get(0);
    assertThat(exact.matches()).containsExactly(new UriMatch(UriMatchKind.EXACT, "/text"));
    assertThat(exact.rewrite()).contains("/");
    assertThat(exact.retries()).isEqualTo(Retries.NONE);
    assertThat(exact.timeout()).isEmpty();
    assertThat(exact.destinations())
        .extracting(VirtualService.WeightedDestination::destination)
        .containsExactly(
            new Destination("api-text.default.svc.cluster.local", Optional.of(8888)),
            new Destination("activator.default.svc.cluster.local", Optional.of(8000)));
    assertThat(exact.destinations())
        .extracting(VirtualService.WeightedDestination::weight)
        .containsExactly(100, 0);
    assertThat(exact.destinations().get(0).headers().response().set())
        .isEqualTo(Map.of("X-Cortex-Origin", "api"));
  }

  @Test
  void takesIstiosTwoRetriesWhereThereIsNoPolicy() {
    assertThat(route("").retries())
        .isEqualTo(
            new Retries(
                2,
                "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
                Optional.empty()));
    assertThat(route(", \"retries\": {}").retries().attempts()).isZero();
    assertThat(
            route(
                    ", \"retries\": {\"attempts\": 3, \"retryOn\": \"5xx\", \"perTryTimeout\": \"2s\"}")
                .retries())
        .isEqualTo(new Retries(3, "5xx", Optional.of(Duration.ofSeconds(2))));
  }

  @ParameterizedTest
  @CsvSource({"1.5s, 1500", "2m, 120000", "1h1m1s1ms, 3661001"})
  void readsGoDurations(String text, long milliseconds) {
    assertThat(route(", \"timeout\": \"" + text + "\"").timeout())
        .contains(Duration.ofMillis(milliseconds));
  }

  @Test
  void completesOnlyNamesWithoutADot() {
    assertThat(route("").destinations().get(0).destination().host())
        .isEqualTo("api-x.default.svc.cluster.local");
    assertThat(
            Objects.virtualService(withRoute("{\"destination\": {\"host\": \"api-x.other\"}}", ""))
                .http()
                .get(0)
                .destinations()
                .get(0)
                .destination()
                .host())
        .isEqualTo("api-x.other");
  }

  @Test
  void mirrorsEverythingWithoutAPercentage() {
    assertThat(route(", \"mirror\": {\"host\": \"m\"}").mirror().orElseThrow().percentage())
        .isEqualTo(100);
    assertThat(
            route(", \"mirror\": {\"host\": \"m\"}, \"mirrorPercentage\": {}")
                .mirror()
                .orElseThrow()
                .percentage())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"fault\": {} | spec.http[0].fault | Istio has this field, Cortex Local does not implement it",
        "\"corsPolicy\": {} | spec.http[0].corsPolicy | Istio has this field, Cortex Local does not implement it",
        "\"redirect\": {} | spec.http[0].redirect | Istio has this field, Cortex Local does not implement it",
        "\"mirorr\": {} | spec.http[0].mirorr | Istio has no such field",
        "\"timeout\": \"soon\" | spec.http[0].timeout | must be a duration such as 1.5s, not 'soon'",
        "\"timeout\": 3 | spec.http[0].timeout | must be a string, not 3",
        "\"rewrite\": {\"authority\": \"x\"} | spec.http[0].rewrite.authority | Istio has this field, Cortex Local does not implement it",
        "\"rewrite\": \"/\" | spec.http[0].rewrite | must be an object, not '/'",
        "\"match\": {} | spec.http[0].match | must be a list, not an object",
        "\"match\": [{\"method\": {\"exact\": \"GET\"}}] | spec.http[0].match[0].method | Istio has this field, Cortex Local does not implement it",
        "\"match\": [{\"uri\": {\"exact\": \"/a\", \"prefix\": \"/b\"}}] | spec.http[0].match[0].uri | must have one of exact, prefix and regex",
        "\"match\": [{\"uri\": {\"regex\": \"/(?=a)\"}}] | spec.http[0].match[0].uri | is not a regular expression of RE2: '/(?=a)'",
        "\"match\": [{\"uri\": {\"prefix\": \"\"}}] | spec.http[0].match[0].uri | must not be empty or have control characters",
        "\"retries\": {\"attempts\": -1} | spec.http[0].retries.attempts | must be between 0 and 2147483647, not -1",
        "\"mirror\": {\"host\": \"m\"}, \"mirrorPercentage\": {\"value\": 101} | spec.http[0].mirrorPercentage.value | must be a number between 0.0 and 100.0, not 101",
        "\"headers\": {\"request\": {\"set\": {\"a\": \"50%\"}}} | spec.http[0].headers.request.set | a percent sign in a header's value is not implemented: '50%'",
        "\"headers\": {\"request\": {\"set\": {\"a b\": \"x\"}}} | spec.http[0].headers.request.set | is not the name of a header: 'a b'",
        "\"headers\": {\"request\": {\"set\": {\"Host\": \"x\"}}} | spec.http[0].headers.request.set | changing 'Host' is not implemented",
      })
  void refusesByNameWhatItDoesNotDo(String field, String path, String message) {
    Parsed<VirtualService> parsed =
        IstioObjects.virtualService(
            Objects.tree(withRoute("{\"destination\": {\"host\": \"api-x\"}}", ", " + field)));

    assertThat(parsed.value()).isEmpty();
    assertThat(parsed.findings())
        .contains(new TranslationFinding("VirtualService default/api-x", path, message));
  }

  @Test
  void refusesWeightsAndDestinationsThatIstioRefuses() {
    assertThat(
            findings(
                "{\"destination\": {\"host\": \"a\"}, \"weight\": 50}, "
                    + "{\"destination\": {\"host\": \"b\"}, \"weight\": 49}"))
        .containsExactly(
            "VirtualService default/api-x: spec.http[0].route: total destination weight 99 != 100");
    assertThat(findings("{\"destination\": {\"host\": \"a\", \"subset\": \"v1\"}}"))
        .containsExactly(
            "VirtualService default/api-x: spec.http[0].route[0].destination.subset: Istio has this"
                + " field, Cortex Local does not implement it");
    assertThat(findings("{\"destination\": {}}"))
        .containsExactly(
            "VirtualService default/api-x: spec.http[0].route[0].destination.host: must be given");
    assertThat(findings(""))
        .containsExactly(
            "VirtualService default/api-x: spec.http[0].route: must have at least one destination");
  }

  @Test
  void tellsAllFindingsOfAnObject() {
    assertThat(
            IstioObjects.virtualService(
                    Objects.tree(
                        """
                        {"metadata": {"name": "v", "namespace": "n", "creationTimestamp": "now"},
                         "spec": {"hosts": ["a/b"], "tcp": [], "exportTo": ["."]}}
                        """))
                .findings())
        .extracting(TranslationFinding::toString)
        .containsExactlyInAnyOrder(
            "VirtualService n/v: metadata.creationTimestamp: must be a point in time, not 'now'",
            "VirtualService n/v: spec.hosts: a host with a namespace is not implemented:"
                + " 'a/b.n.svc.cluster.local'",
            "VirtualService n/v: spec.http: must have at least one route",
            "VirtualService n/v: spec.tcp: Istio has this field, Cortex Local does not implement it",
            "VirtualService n/v: spec.exportTo: Istio has this field, Cortex Local does not implement"
                + " it");
  }

  @Test
  void readsAGatewayWithTls() {
    Parsed<Gateway> parsed =
        gateway(
            """
            {"port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "hosts": ["*"],
             "tls": {"mode": "SIMPLE", "serverCertificate": "/c.crt", "privateKey": "/c.key"}}
            """);

    assertThat(parsed.findings()).isEmpty();
    assertThat(parsed.value().orElseThrow())
        .isEqualTo(
            new Gateway(
                "default",
                "g",
                Map.of("istio", "x"),
                List.of(
                    new Gateway.Server(
                        443,
                        "https",
                        Optional.of(new Gateway.Tls("/c.crt", "/c.key")),
                        List.of("*")))));
  }

  @Test
  void refusesByNameWhatAGatewayCannotDoHere() {
    assertThat(
            gateway(
                    """
                    {"port": {"number": 80, "name": "http", "protocol": "MONGO"}, "hosts": [],
                     "tls": {"httpsRedirect": true}, "bind": "1.2.3.4"}
                    """)
                .findings())
        .extracting(TranslationFinding::path, TranslationFinding::message)
        .containsExactlyInAnyOrder(
            tuple(
                "spec.servers[0].port.protocol", "must be HTTP, HTTP2 or HTTPS here, not 'MONGO'"),
            tuple("spec.servers[0].hosts", "must have at least one host"),
            tuple(
                "spec.servers[0].bind", "Istio has this field, Cortex Local does not implement it"),
            tuple(
                "spec.servers[0].tls", "Istio has this field, Cortex Local does not implement it"));
    assertThat(
            gateway(
                    """
                    {"port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "hosts": ["*"],
                     "tls": {"mode": "MUTUAL", "credentialName": "c"}}
                    """)
                .findings())
        .extracting(TranslationFinding::path)
        .containsExactlyInAnyOrder(
            "spec.servers[0].tls.mode",
            "spec.servers[0].tls.serverCertificate",
            "spec.servers[0].tls.privateKey",
            "spec.servers[0].tls.credentialName");
  }

  private static Parsed<Gateway> gateway(String server) {
    return IstioObjects.gateway(
        Objects.tree(
            """
            {"metadata": {"name": "g", "namespace": "default"},
             "spec": {"selector": {"istio": "x"}, "servers": [%s]}}
            """
                .formatted(server)));
  }

  private static List<String> findings(String destinations) {
    return IstioObjects.virtualService(Objects.tree(withRoute(destinations, "")))
        .findings()
        .stream()
        .map(TranslationFinding::toString)
        .toList();
  }

  private static VirtualService.HttpRoute route(String fields) {
    return Objects.virtualService(withRoute("{\"destination\": {\"host\": \"api-x\"}}", fields))
        .http()
        .get(0);
  }

  private static String withRoute(String destinations, String fields) {
    return """
        {"metadata": {"name": "api-x", "namespace": "default"},
         "spec": {"hosts": ["*"], "gateways": ["apis-gateway"], "http": [
           {"route": [%s]%s}]}}
        """
        .formatted(destinations, fields);
  }
}
