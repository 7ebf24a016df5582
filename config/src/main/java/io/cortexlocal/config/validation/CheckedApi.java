package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.schema.Endpoints;
import java.util.Optional;

/**
 * One item of the file whose kind is known.
 *
 * @param values what is valid of it
 */
record CheckedApi(int index, ApiKind kind, SectionValue values) {

  Optional<String> name() {
    return values.find("name", String.class);
  }

  /** Returns the endpoint, by default the name; empty when it is invalid. */
  Optional<String> endpoint() {
    Optional<SectionValue> networking = values.section("networking");
    if (networking.isEmpty()) {
      return Optional.empty();
    }
    return networking.get().isGiven("endpoint")
        ? networking.get().find("endpoint", String.class)
        : name().map(Endpoints::normalize);
  }

  Location location() {
    return values.location();
  }

  /** Returns where the endpoint is written, or the name that it follows from. */
  Location endpointLocation() {
    return values
        .section("networking")
        .filter(networking -> networking.isGiven("endpoint"))
        .map(networking -> networking.locationOf("endpoint"))
        .orElseGet(() -> values.locationOf("name"));
  }
}
