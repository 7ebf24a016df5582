package io.cortexlocal.http;

import java.net.http.HttpClient;

/** HTTP clients for addresses of this machine that have no TLS. */
public final class PlainHttp {

  private PlainHttp() {}

  /** Returns the builder of a client for HTTP/1.1 alone, without redirects and without TLS. */
  public static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .sslContext(new NoTls());
  }
}
