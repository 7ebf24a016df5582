package io.cortexlocal.istio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cortex's gateway on port 443 with a self-signed certificate, on a real Envoy. */
@Timeout(60)
class GatewayTlsTests {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path directory;

  @Test
  void terminatesTlsAndServesTheSameRoutes() throws Exception {
    KeyStore store = selfSigned();
    Path certificate = pem("tls.crt", "CERTIFICATE", store.getCertificate("x").getEncoded());
    Path key = pem("tls.key", "PRIVATE KEY", store.getKey("x", PASSWORD).getEncoded());
    Gateway https =
        new Gateway(
            "default",
            "apis-gateway",
            Map.of("istio", "ingressgateway-apis"),
            List.of(
                new Gateway.Server(
                    443,
                    "https",
                    Optional.of(new Gateway.Tls(certificate.toString(), key.toString())),
                    List.of("*"))));
    try (Upstream api = Upstream.start("api");
        RunningGateway gateway =
            new RunningGateway()
                .gateways(https)
                .virtualServices(Objects.api("text", "/text"))
                .service("api-text", 8888, api)
                .start();
        Socket socket =
            trusting(store).getSocketFactory().createSocket("127.0.0.1", gateway.port(443))) {
      socket
          .getOutputStream()
          .write(
              "GET /text/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("api /a");
      assertThat(api.seen().get(0).headers()).containsEntry("x-forwarded-proto", "https");
      assertThat(gateway.get("/text/b").body()).isEqualTo("api /b");
    }
  }

  private KeyStore selfSigned() throws Exception {
    Path file = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                String.valueOf(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as("keytool's exit code").isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream input = Files.newInputStream(file)) {
      store.load(input, PASSWORD);
    }
    Key key = store.getKey("x", PASSWORD);
    Certificate certificate = store.getCertificate("x");
    assertThat(key).isNotNull();
    assertThat(certificate).isNotNull();
    return store;
  }

  private Path pem(String name, String kind, byte[] content) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, body));
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("x", store.getCertificate("x"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
