package io.cortexlocal.config;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The resources of one container.
 *
 * @param cpu the request; {@code 200m} by default, empty when it was set to null
 * @param mem the request; empty by default
 * @param gpu GPUs, requested and limited
 * @param inf Inferentia chips, requested and limited
 * @param shm the size of {@code /dev/shm}; empty means no volume of its own
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ComputeConfig(
    Optional<Quantity> cpu, Optional<Quantity> mem, long gpu, long inf, Optional<Quantity> shm) {

  @API(status = API.Status.INTERNAL)
  public ComputeConfig {}
}
