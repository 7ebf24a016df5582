package io.cortexlocal.config;

import org.apiguardian.api.API;

/**
 * One API of a {@code cortex.yaml} after validation, with every default filled in. Its kinds are
 * those of this package, and others may come.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ApiConfig {

  /** Returns the API's name, unique in its file. */
  String name();

  /** Returns the API's kind. */
  ApiKind kind();

  /** Returns the path at the gateway, with a leading slash and without a trailing one. */
  String endpoint();

  /** Returns the API's position in the list of its file, starting at 0. */
  int index();
}
