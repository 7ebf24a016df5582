package io.cortexlocal.istio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The objects that Cortex makes, as the trees in which a cluster returns them. */
final class Objects {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Objects() {}

  static Map<String, Object> tree(String json) {
    try {
      return MAPPER.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Gateway apisGateway() {
    return IstioObjects.gateway(
            tree(
                """
                {"metadata": {"name": "apis-gateway", "namespace": "default"},
                 "spec": {"selector": {"istio": "ingressgateway-apis"},
                          "servers": [{"port": {"number": 80, "name": "http", "protocol": "HTTP"},
                                       "hosts": ["*"]}]}}
                """))
        .value()
        .orElseThrow();
  }

  static String apiJson(String name, String endpoint, int activatorWeight, String created) {
    return """
        {"metadata": {"name": "api-%1$s", "namespace": "default", "creationTimestamp": "%4$s"},
         "spec": {"hosts": ["*"], "gateways": ["apis-gateway"], "http": [
           {"match": [{"uri": {"exact": "%2$s"}}], "rewrite": {"uri": "/"}, "retries": {},
            "route": %3$s},
           {"match": [{"uri": {"prefix": "%2$s/"}}], "rewrite": {"uri": "/"}, "retries": {},
            "route": %3$s}]}}
        """
        .formatted(name, endpoint, destinations(name, activatorWeight), created);
  }

  private static String destinations(String name, int activatorWeight) {
    return """
        [{"destination": {"host": "api-%1$s", "port": {"number": 8888}}, %2$s
          "headers": {"response": {"set": {"X-Cortex-Origin": "api"}}}},
         {"destination": {"host": "activator", "port": {"number": 8000}}, %3$s
          "headers": {"request": {"set": {"X-Cortex-API-Name": "%1$s",
                        "X-Cortex-Target-Service": "http://api-%1$s.default:8888"}},
                      "response": {"set": {"X-Cortex-Origin": "activator"}}}}]
        """
        .formatted(name, weight(100 - activatorWeight), weight(activatorWeight));
  }

  /** Zero is not on the wire. */
  private static String weight(int weight) {
    return weight == 0 ? "" : "\"weight\": " + weight + ",";
  }

  static VirtualService api(String name, String endpoint) {
    return api(name, endpoint, 0, "2024-01-01T00:00:00Z");
  }

  static VirtualService api(String name, String endpoint, int activatorWeight, String created) {
    return virtualService(apiJson(name, endpoint, activatorWeight, created));
  }

  static VirtualService virtualService(String json) {
    Parsed<VirtualService> parsed = IstioObjects.virtualService(tree(json));
    return parsed.value().orElseThrow(() -> new AssertionError("refused: " + parsed.findings()));
  }

  static Snapshot.Service service(String name, int port) {
    return new Snapshot.Service("default", name, List.of(new Snapshot.ServicePort("http", port)));
  }

  static Snapshot.Endpoint endpoint(String service, int port) {
    return new Snapshot.Endpoint("default", service, "http", "127.0.0.1", port, true);
  }
}
