package io.cortexlocal.cluster.embedded.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import io.cortexlocal.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pulls images with Jib, with the credentials that Docker's configuration has for a registry. */
final class RegistryPull {

  private static final String TOOL = "cortex-local";
  private static final Duration LOOK_UP = Duration.ofSeconds(4);

  private RegistryPull() {}

  /** An image cannot be pulled; the message is the reason. */
  static final class PullException extends Exception {

    private static final long serialVersionUID = 1L;

    PullException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Pulls an image into a file, in the format of {@code docker save}.
   *
   * @param canonical the image's full name
   * @param tar a file that is not there yet
   * @param scratch a directory for layers; removed by the caller
   */
  static void pull(String canonical, Path tar, Path scratch) throws PullException {
    ExecutorService threads = Executors.newCachedThreadPool(RegistryPull::daemon);
    try {
      ImageReference reference = ImageReference.parse(canonical);
      String registry = reference.getRegistry();
      requireKnown(registry);
      RegistryProbe.check(
          registry,
          reference.getRepository() + "/manifests/" + reference.getQualifier(),
          isLoopback(registry));
      Future<?> pull =
          threads.submit(
              () -> {
                pull(reference, tar, scratch, threads);
                return null;
              });
      FileStore disk = Files.getFileStore(scratch);
      new PullWatch(scratch, disk::getUsableSpace, PullWatch.PATIENCE, Ticker.system()).await(pull);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PullException("interrupted", e);
    } catch (InvalidImageReferenceException | ExecutionException | IOException e) {
      throw new PullException(reason(e), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** One that is given up may go on for a while, and must not keep this JVM from ending. */
  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "pull");
    thread.setDaemon(true);
    return thread;
  }

  private static void pull(
      ImageReference reference, Path tar, Path scratch, ExecutorService threads)
      throws InterruptedException,
          InvalidImageReferenceException,
          RegistryException,
          CacheDirectoryCreationException,
          ExecutionException,
          IOException {
    CredentialRetrieverFactory credentials =
        CredentialRetrieverFactory.forImage(reference, event -> {});
    RegistryImage image =
        RegistryImage.named(reference)
            .addCredentialRetriever(credentials.dockerConfig())
            .addCredentialRetriever(credentials.wellKnownCredentialHelpers());
    Jib.from(image)
        .setPlatforms(Set.of(new Platform(here().architecture(), here().os())))
        .containerize(
            Containerizer.to(TarImage.at(tar).named(TOOL + "/pulled"))
                .setBaseImageLayersCache(scratch.resolve("layers"))
                .setApplicationLayersCache(scratch.resolve("application"))
                .setAllowInsecureRegistries(isLoopback(reference.getRegistry()))
                .setExecutorService(threads)
                .setToolName(TOOL));
  }

  /**
   * Jib tries a host that is not known again and again, for a minute. A proxy knows names that this
   * machine does not.
   */
  private static void requireKnown(String registry) throws PullException {
    if (System.getProperty("https.proxyHost") != null
        || System.getProperty("http.proxyHost") != null) {
      return;
    }
    String host = registry.replaceFirst(":[0-9]+$", "");
    CompletableFuture<Optional<UnknownHostException>> lookUp = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Objects.requireNonNull(InetAddress.getByName(host));
                lookUp.complete(Optional.empty());
              } catch (UnknownHostException e) {
                lookUp.complete(Optional.of(e));
              }
            },
            "look-up-" + host);
    thread.setDaemon(true);
    thread.start();
    try {
      Optional<UnknownHostException> failure =
          lookUp.get(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
      if (failure.isPresent()) {
        throw new PullException("the host " + host + " is not known", failure.get());
      }
    } catch (TimeoutException e) {
      throw new PullException(
          "the name of the host %s was not resolved within %d s"
              .formatted(host, LOOK_UP.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new PullException(reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PullException("interrupted", e);
    }
  }

  private static io.cortexlocal.cluster.embedded.image.Platform here() {
    return io.cortexlocal.cluster.embedded.image.Platform.here();
  }

  /** Docker too speaks plain HTTP with registries on the same machine. */
  static boolean isLoopback(String registry) {
    String host = registry.replaceFirst(":[0-9]+$", "");
    return host.equals("localhost")
        || host.matches("127(\\.[0-9]{1,3}){3}")
        || host.equals("[::1]");
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    if (root instanceof UnknownHostException && message != null && message.indexOf(' ') < 0) {
      return "the host " + message + " is not known";
    }
    return message == null ? root.getClass().getSimpleName() : message.strip();
  }
}
