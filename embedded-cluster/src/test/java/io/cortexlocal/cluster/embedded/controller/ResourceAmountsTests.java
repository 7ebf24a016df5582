package io.cortexlocal.cluster.embedded.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceAmountsTests {

  @ParameterizedTest
  @CsvSource({
    "cpu, 100m, 0.1",
    "cpu, 1, 1",
    "cpu, 1.5, 1.5",
    "cpu, 0.1, 0.1",
    "cpu, 1u, 0.001",
    "cpu, 1e3, 1000",
    "memory, 128Mi, 134217728",
    "memory, 1.5Gi, 1610612736",
    "memory, 100M, 100000000",
    "memory, 1E, 1000000000000000000",
    "memory, 1E2, 100",
    "memory, 500m, 1",
    "memory, 0, 0",
    "hugepages-2Mi, 256Mi, 268435456",
    "nvidia.com/gpu, 2, 2"
  })
  void isExact(String resource, String text, BigDecimal value) {
    assertThat(ResourceAmounts.of(Map.of(resource, new Quantity(text))).get(resource))
        .isEqualByComparingTo(value);
    assertThat(ResourceAmounts.of(Map.of(resource, new QuantityText(text).split())).get(resource))
        .isEqualByComparingTo(value);
  }

  /** A quantity whose number and unit are apart, as some builders make it. */
  private record QuantityText(String text) {
    Quantity split() {
      int unit = 0;
      while (unit < text.length() && "0123456789.".indexOf(text.charAt(unit)) >= 0) {
        unit++;
      }
      return new Quantity(text.substring(0, unit), text.substring(unit));
    }
  }

  @Test
  void manySmallOnesAddUpExactly() {
    ResourceAmounts sum = ResourceAmounts.NONE;
    for (int i = 0; i < 10; i++) {
      sum = sum.plus(ResourceAmounts.of(Map.of("cpu", new Quantity("100m"))));
    }
    assertThat(sum.get("cpu")).isEqualByComparingTo(BigDecimal.ONE);
    assertThat(sum.get("memory")).isZero();
  }

  @Test
  void aPodAsksForTheSumOfItsContainersAndALimitIsARequest() {
    Pod pod =
        new PodBuilder()
            .withNewSpec()
            .addNewContainer()
            .withNewResources()
            .addToRequests("cpu", new Quantity("100m"))
            .addToLimits("cpu", new Quantity("2"))
            .addToLimits("nvidia.com/gpu", new Quantity("1"))
            .endResources()
            .endContainer()
            .addNewContainer()
            .withNewResources()
            .addToRequests("cpu", new Quantity("250m"))
            .addToRequests("memory", new Quantity("1Mi"))
            .endResources()
            .endContainer()
            .addNewContainer()
            .endContainer()
            .endSpec()
            .build();
    ResourceAmounts amounts = ResourceAmounts.requestedBy(pod);
    assertThat(amounts.get("cpu")).isEqualByComparingTo("0.35");
    assertThat(amounts.get("memory")).isEqualByComparingTo("1048576");
    assertThat(amounts.get("nvidia.com/gpu")).isEqualByComparingTo("1");
  }

  @Test
  void whatIsNoQuantityIsNamed() {
    Quantity none = new Quantity();
    none.setAmount("much");
    assertThatThrownBy(() -> ResourceAmounts.of(Map.of("cpu", none)))
        .hasMessage("much of cpu is no quantity");
  }
}
