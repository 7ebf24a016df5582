package io.cortexlocal.traffic;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** HTTP clients for addresses of this machine that have no TLS. */
public final class PlainHttp {

  private PlainHttp() {}

  /**
   * Returns a client's builder, for HTTP/1.1 and without redirects. It trusts no certificate: to
   * read those that this machine trusts would take most of the client's start.
   */
  public static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .sslContext(trustsNone());
  }

  private static SSLContext trustsNone() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
