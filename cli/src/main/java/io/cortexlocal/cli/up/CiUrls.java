package io.cortexlocal.cli.up;

import io.cortexlocal.config.ApiConfig;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment variables that tell a command where the APIs are. */
final class CiUrls {

  private static final String NAME = "CORTEX_LOCAL_URL";

  private CiUrls() {}

  /**
   * Returns {@code CORTEX_LOCAL_URL}, which is the gateway's, and one for each API, such as {@code
   * CORTEX_LOCAL_URL_HELLO_WORLD}.
   */
  static Map<String, String> variables(URI gateway, List<ApiConfig> apis) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(NAME, gateway.toString());
    apis.forEach(
        api ->
            variables.put(
                NAME + "_" + api.name().toUpperCase(Locale.ROOT).replace('-', '_'),
                gateway + api.endpoint()));
    return variables;
  }
}
