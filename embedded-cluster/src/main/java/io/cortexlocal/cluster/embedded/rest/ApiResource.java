package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.http.PlainHttp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of objects that a cluster's API has.
 *
 * @param apiVersion such as {@code apps/v1}
 * @param plural such as {@code deployments}
 * @param otherNames such as {@code deployment} and {@code deploy}
 */
public record ApiResource(
    String apiVersion, String plural, List<String> otherNames, boolean namespaced) {

  public ApiResource {
    otherNames = List.copyOf(otherNames);
  }

  /** Returns all names, the plural first. */
  public List<String> names() {
    return Stream.concat(Stream.of(plural), otherNames.stream()).toList();
  }

  /** Returns whether this is one of its names, in any case. */
  public boolean isNamed(String name) {
    return names().contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns the path of its objects.
   *
   * @param namespace empty for all namespaces
   */
  public String path(Optional<String> namespace) {
    return OpenApi.path(apiVersion)
        + namespace.map(in -> "/namespaces/" + PlainHttp.encoded(in)).orElse("")
        + "/"
        + plural;
  }
}
