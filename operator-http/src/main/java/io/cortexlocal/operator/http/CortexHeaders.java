package io.cortexlocal.operator.http;

import org.eclipse.jetty.http.HttpFields;

/**
 * What the guarded routes demand of a request's headers. Cortex runs the request to AWS that the
 * second one describes, to learn whose it is; here it is neither run, read nor logged.
 */
final class CortexHeaders {

  private static final String VERSION = "CortexAPIVersion";
  private static final String AUTHORIZATION = "X-Cortex-Authorization";

  private CortexHeaders() {}

  /**
   * Compares versions to the letter, as Cortex does.
   *
   * @throws Refusal when the client's is missing or another
   */
  static void requireVersion(HttpFields headers, String version) {
    String client = headers.get(VERSION);
    if (client == null || client.isEmpty()) {
      throw Refusal.headerMissing(VERSION);
    }
    if (!client.equals(version)) {
      throw new Refusal(
          "endpoints.api_version_mismatch",
          ("your CLI version (%s) doesn't match your Cortex operator version (%s); please update"
                  + " your cluster by following the instructions at https://docs.cortexlabs.com, or"
                  + " update your CLI (pip install cortex==%s)")
              .formatted(client, version, version));
    }
  }

  /**
   * @throws Refusal when the header is missing
   */
  static void requireAuthorization(HttpFields headers) {
    String value = headers.get(AUTHORIZATION);
    if (value == null || value.isEmpty()) {
      throw Refusal.headerMissing(AUTHORIZATION);
    }
  }
}
