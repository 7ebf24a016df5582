package io.cortexlocal.config.cluster;

/**
 * What an instance offers to pods, after Cortex's own reservations.
 *
 * <p>Cortex reserves 560m CPU and 1150Mi on every instance, 150m and 150Mi more on one with GPUs,
 * 100m and 100Mi more on one with Inferentia chips.
 *
 * @param milliCpus thousandths of a CPU
 * @param mebibytes of memory
 */
public record InstanceCapacity(long milliCpus, long mebibytes, long gpus, long infs) {

  private static final long RESERVED_CPU = 560;
  private static final long RESERVED_MEMORY = 1150;
  private static final long RESERVED_FOR_GPU = 150;
  private static final long RESERVED_FOR_INF = 100;

  static InstanceCapacity of(long cpus, double gibibytes, long gpus, long infs) {
    long accelerators = (gpus > 0 ? RESERVED_FOR_GPU : 0) + (infs > 0 ? RESERVED_FOR_INF : 0);
    return new InstanceCapacity(
        cpus * 1000 - RESERVED_CPU - accelerators,
        (long) (gibibytes * 1024) - RESERVED_MEMORY - accelerators,
        gpus,
        infs);
  }
}
