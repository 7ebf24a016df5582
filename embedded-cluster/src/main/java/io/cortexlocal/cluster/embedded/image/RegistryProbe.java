package io.cortexlocal.cluster.embedded.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cluster.embedded.image.RegistryPull.PullException;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a registry what Jib is about to ask it, and makes sure that it answers within bounds: Jib
 * tries one that does not answer again and again, and keeps answers of any length in memory.
 *
 * <p>What the answers say is not judged, nor are credentials sent. A manifest is asked for without
 * its content where the registry tells the length: some count the manifests that are had of them.
 */
final class RegistryProbe {

  /** How long all questions may take together. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The most bytes of an answer, which registries have for manifests too. */
  static final int LONGEST = 4 << 20;

  private static final String MANIFESTS =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  private static final Pattern PARAMETER = Pattern.compile("(realm|service|scope)=\"([^\"]*)\"");
  private static final int UNAUTHORIZED = 401;

  private final HttpClient client;
  private final Deadline deadline;
  private final String registry;

  private RegistryProbe(String registry, Duration patience) {
    this.registry = registry;
    this.deadline = Deadline.after(patience);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NORMAL)
            .build();
  }

  /**
   * Returns once the registry has answered. That it cannot be reached is Jib's to say.
   *
   * @param path of the manifest, such as {@code acme/web/manifests/1}
   * @param plain whether plain HTTP is spoken where TLS is not
   * @throws PullException when an answer is not complete in time, or too long
   */
  static void check(String registry, String path, boolean plain)
      throws PullException, InterruptedException {
    RegistryProbe probe = new RegistryProbe(registry, PATIENCE);
    try {
      try {
        probe.check("https://" + registry + "/v2/" + path);
      } catch (HttpTimeoutException e) {
        throw e;
      } catch (IOException e) {
        if (!plain) {
          return;
        }
        probe.check("http://" + registry + "/v2/" + path);
      }
    } catch (HttpTimeoutException e) {
      throw new PullException(
          "%s did not answer within %d s".formatted(registry, PATIENCE.toSeconds()), e);
    } catch (IOException | IllegalArgumentException e) {
      // Jib meets the same, and has a reason for it.
      return;
    }
  }

  private void check(String manifest) throws IOException, PullException, InterruptedException {
    Optional<String> token = Optional.empty();
    HttpResponse<InputStream> answer = send("HEAD", manifest, token);
    answer.body().close();
    if (answer.statusCode() == UNAUTHORIZED) {
      token = token(answer.headers().firstValue("WWW-Authenticate").orElse(""));
      answer = send("HEAD", manifest, token);
      answer.body().close();
    }
    OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
    if (answer.statusCode() == 200 && length.isPresent()) {
      requireShort(length.getAsLong());
      return;
    }
    read(send("GET", manifest, token));
  }

  private void requireShort(long length) throws PullException {
    if (length > LONGEST) {
      throw new PullException(
          "an answer of %s is longer than %d MiB".formatted(registry, LONGEST >> 20), null);
    }
  }

  private Optional<String> token(String challenge)
      throws IOException, PullException, InterruptedException {
    Optional<String> realm = Optional.empty();
    StringBuilder query = new StringBuilder();
    Matcher parameters = PARAMETER.matcher(challenge);
    while (parameters.find()) {
      if (parameters.group(1).equals("realm")) {
        realm = Optional.of(parameters.group(2));
      } else {
        query.append(query.isEmpty() ? "" : "&").append(parameters.group(1)).append('=');
        query.append(URLEncoder.encode(parameters.group(2), StandardCharsets.UTF_8));
      }
    }
    if (realm.isEmpty() || !challenge.regionMatches(true, 0, "Bearer", 0, 6)) {
      return Optional.empty();
    }
    String separator = realm.get().indexOf('?') < 0 ? "?" : "&";
    byte[] answer = read(send("GET", realm.get() + separator + query, Optional.empty()));
    try {
      JsonNode json = ArchiveJson.parse(answer, "the token");
      String token = json.path("token").asText(json.path("access_token").asText(""));
      return Optional.of(token).filter(text -> text.matches("[!-~]+"));
    } catch (ArchiveException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<InputStream> send(String method, String url, Optional<String> token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, BodyPublishers.noBody())
            .header("Accept", MANIFESTS);
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return await(client.sendAsync(request.build(), BodyHandlers.ofInputStream()));
  }

  /** Reads in a thread of its own, as who reads cannot be made to stop. */
  private byte[] read(HttpResponse<InputStream> answer)
      throws IOException, PullException, InterruptedException {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    try (InputStream body = answer.body()) {
      Thread reader =
          new Thread(
              () -> {
                try {
                  read.complete(body.readNBytes(LONGEST + 1));
                } catch (IOException e) {
                  read.completeExceptionally(e);
                }
              },
              "registry-answer");
      reader.setDaemon(true);
      reader.start();
      byte[] bytes = await(read);
      requireShort(bytes.length);
      return bytes;
    }
  }

  private <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
    try {
      return future.get(Math.max(1, deadline.left().toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new HttpTimeoutException(e.toString());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    }
  }
}
