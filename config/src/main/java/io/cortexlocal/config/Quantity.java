package io.cortexlocal.config;

import java.math.BigDecimal;
import org.apiguardian.api.API;

/**
 * A Kubernetes quantity.
 *
 * @param text as the user wrote it, such as {@code 1.5Gi}
 * @param value in units: bytes of memory, or CPUs
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Quantity(String text, BigDecimal value) {

  @API(status = API.Status.INTERNAL)
  public Quantity {}

  @Override
  public String toString() {
    return text;
  }
}
