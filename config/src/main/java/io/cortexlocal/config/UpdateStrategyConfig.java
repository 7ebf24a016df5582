package io.cortexlocal.config;

import org.apiguardian.api.API;

/**
 * The limits of a rolling update, each a number of replicas ({@code 5}) or a percentage of them
 * ({@code 25%}).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UpdateStrategyConfig(String maxSurge, String maxUnavailable) {

  @API(status = API.Status.INTERNAL)
  public UpdateStrategyConfig {}
}
