package io.cortexlocal.http;

import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;

/** HTTP clients for addresses of this machine that have no TLS, and what such addresses hold. */
public final class PlainHttp {

  private PlainHttp() {}

  /** Returns the builder of a client for HTTP/1.1 alone, without redirects and without TLS. */
  public static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .sslContext(new NoTls());
  }

  /** Returns a text as one segment of a path, or as a value in a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
