package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.Quantity;
import io.cortexlocal.config.cluster.InstanceCapacity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What one pod asks of an instance, its sidecar included.
 *
 * @param cpus in CPUs
 * @param memory in bytes
 */
record PodResources(BigDecimal cpus, BigDecimal memory, long gpus, long infs) {

  private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);
  private static final BigDecimal SIDECAR_CPUS = new BigDecimal("0.1");
  private static final BigDecimal SIDECAR_MEMORY = MEBIBYTE.multiply(BigDecimal.valueOf(100));

  static PodResources of(CheckedApi api) {
    boolean sidecar = api.kind() != ApiKind.TASK_API;
    BigDecimal cpus = sidecar ? SIDECAR_CPUS : BigDecimal.ZERO;
    BigDecimal memory = sidecar ? SIDECAR_MEMORY : BigDecimal.ZERO;
    long gpus = 0;
    long infs = 0;
    SectionValue pod = api.values().section("pod").orElseThrow();
    for (SectionValue container : pod.sections("containers")) {
      SectionValue compute = container.section("compute").orElseThrow();
      cpus = cpus.add(amount(compute, "cpu"));
      memory = memory.add(amount(compute, "mem"));
      gpus += compute.whole("gpu");
      infs += compute.whole("inf");
    }
    return new PodResources(cpus, memory, gpus, infs);
  }

  private static BigDecimal amount(SectionValue compute, String key) {
    Optional<Quantity> quantity = compute.find(key, Quantity.class);
    return quantity.map(Quantity::value).orElse(BigDecimal.ZERO);
  }

  boolean fits(InstanceCapacity instance) {
    return cpus.compareTo(BigDecimal.valueOf(instance.milliCpus(), 3)) <= 0
        && memory.compareTo(BigDecimal.valueOf(instance.mebibytes()).multiply(MEBIBYTE)) <= 0
        && gpus <= instance.gpus()
        && infs <= instance.infs();
  }

  String cpuText() {
    BigDecimal milli = cpus.movePointRight(3);
    return isWhole(cpus)
        ? cpus.toBigInteger().toString()
        : milli.setScale(0, RoundingMode.UP).toBigInteger() + "m";
  }

  String memoryText() {
    return memory.divide(MEBIBYTE, 0, RoundingMode.UP).toBigInteger() + "Mi";
  }

  private static boolean isWhole(BigDecimal value) {
    return value.stripTrailingZeros().scale() <= 0;
  }
}
