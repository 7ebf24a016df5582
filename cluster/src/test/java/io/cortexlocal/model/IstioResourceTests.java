package io.cortexlocal.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IstioResourceTests {

  private static IstioVirtualService route() {
    IstioVirtualService route = new IstioVirtualService();
    route.setMetadata(new ObjectMetaBuilder().withName("r").addToLabels("a", "b").build());
    route.setAdditionalProperty(
        "spec", new HashMap<>(Map.of("hosts", new ArrayList<>(List.of("x", "y")))));
    return route;
  }

  @Test
  void aCopyIsEqualAndSharesNothing() {
    IstioVirtualService route = route();
    IstioResource copy = route.copy();

    assertThat(copy).isEqualTo(route).hasSameHashCodeAs(route);
    copy.getMetadata().getLabels().put("a", "c");
    copy.<List<String>>get("spec", "hosts").add("z");

    assertThat(route).isEqualTo(route()).isNotEqualTo(copy);
  }

  @Test
  void aPathLeadsThroughNamesAndIndexes() {
    IstioVirtualService route = route();

    assertThat(route.<String>get("spec", "hosts", 1)).isEqualTo("y");
    assertThat(route.<Object>get("spec", "hosts", 2)).isNull();
    assertThat(route.<Object>get("spec", "http", 0)).isNull();
    assertThat(route.<Object>get("spec", "hosts", "x")).isNull();
  }

  @Test
  void isTheSameAfterItsWayThroughJson() throws Exception {
    IstioVirtualService route = route();

    ObjectMapper mapper = new ObjectMapper();
    String json = mapper.writeValueAsString(route);

    assertThat(json)
        .isEqualTo(
            "{\"apiVersion\":\"networking.istio.io/v1beta1\",\"kind\":\"VirtualService\","
                + "\"metadata\":{\"labels\":{\"a\":\"b\"},\"name\":\"r\"},"
                + "\"spec\":{\"hosts\":[\"x\",\"y\"]}}");
    assertThat(mapper.readValue(json, IstioVirtualService.class)).isEqualTo(route);
  }

  @Test
  void itsTypeIsTheOneThatItsClassSays() {
    for (ResourceType<? extends IstioResource> type :
        List.of(ResourceType.GATEWAY, ResourceType.VIRTUAL_SERVICE)) {
      assertThat(HasMetadata.getFullResourceName(type.type()))
          .isEqualTo(type.plural() + "." + type.group());
      assertThat(HasMetadata.getApiVersion(type.type())).isEqualTo(type.apiVersion());
      assertThat(HasMetadata.getKind(type.type())).isEqualTo(type.kind());
    }
  }

  @Test
  void needsNoMapper(@TempDir Path directory) throws Exception {
    Path log = directory.resolve("classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Copying.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();

    assertThat(ended).as("the program ended within 60 s").isTrue();
    assertThat(directory.resolve("output")).isEmptyFile();
    assertThat(Files.readString(log))
        .contains(IstioVirtualService.class.getName())
        .doesNotContain("com.fasterxml.jackson.databind.ObjectMapper");
  }

  /** Makes an object in a JVM of its own, as a start does. */
  static final class Copying {

    private Copying() {}

    public static void main(String[] arguments) {
      IstioVirtualService route = route();
      if (!route.copy().equals(route)
          || !ResourceType.of(route).equals(ResourceType.VIRTUAL_SERVICE)) {
        System.out.println("the copy differs");
      }
    }
  }
}
