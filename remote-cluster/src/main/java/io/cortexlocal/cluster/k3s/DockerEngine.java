package io.cortexlocal.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** What the harness asks of the Docker engine that Testcontainers found. */
final class DockerEngine {

  private static final Duration FIRST_ANSWER = Duration.ofSeconds(8);

  private final DockerClient client;

  DockerEngine(DockerClient client) {
    this.client = client;
  }

  /**
   * Returns the engine, or nothing where none answers. Nothing is pulled or started in it:
   * Testcontainers' own client would do both.
   */
  static Optional<DockerEngine> find() {
    try {
      TransportConfig transport = DockerClientFactory.instance().getTransportConfig();
      return Optional.of(
          new DockerEngine(DockerClientProviderStrategy.getClientForConfig(transport)));
    } catch (IllegalStateException noEngine) {
      return Optional.empty();
    }
  }

  boolean answers() {
    try {
      client.pingCmd().exec();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * Says whether the engine stops within a time. One that is told to stop ends its containers
   * first, and answers meanwhile.
   */
  boolean stopsWithin(Duration time) throws InterruptedException {
    try (UntilTheEnd events = client.eventsCmd().exec(new UntilTheEnd())) {
      return events.awaitCompletion(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | RuntimeException e) {
      return !answers();
    }
  }

  private static final class UntilTheEnd extends ResultCallback.Adapter<Event> {

    /** Ends without a word: that the stream breaks off is what is waited for. */
    @Override
    public void onError(Throwable failure) {
      onComplete();
    }
  }

  boolean hasImage(String image) {
    return imageId(image).isPresent();
  }

  /** Returns the image's content-addressed id. */
  Optional<String> imageId(String image) {
    try {
      return Optional.of(client.inspectImageCmd(image).exec().getId());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Returns the id of an image that is known to be there. */
  String requiredId(String image) {
    return imageId(image)
        .orElseThrow(
            () -> new ImageException("image %s is no longer in the engine".formatted(image)));
  }

  /**
   * Pulls an image, with the credentials that Docker has for its registry.
   *
   * @param hint what to try when that cannot be done
   * @throws ImageException when it cannot, or the registry has not answered within some seconds
   */
  void pull(String image, String hint) {
    Pull pull = new Pull();
    try {
      client.pullImageCmd(ImageReference.canonical(image)).exec(pull);
      pull.awaitAnswer(FIRST_ANSWER);
      pull.done().join();
    } catch (TimeoutException e) {
      throw notPulled(
          image,
          hint,
          "its registry has not answered the Docker engine within %d s"
              .formatted(FIRST_ANSWER.toSeconds()),
          e);
    } catch (CompletionException | DockerException e) {
      throw notPulled(image, hint, rootMessage(e), e);
    }
  }

  /**
   * Has the engine ask the registry for an image, and pulls none of it.
   *
   * @return why it cannot be pulled; empty when it can
   */
  Optional<String> pullObstacle(String image) {
    try (Pull pull = new Pull()) {
      client.pullImageCmd(ImageReference.canonical(image)).exec(pull);
      pull.awaitAnswer(FIRST_ANSWER);
      pull.done().getNow(null);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of(
          "its registry has not answered the Docker engine within %d s"
              .formatted(FIRST_ANSWER.toSeconds()));
    } catch (CompletionException | DockerException e) {
      return Optional.of(rootMessage(e));
    }
  }

  private static ImageException notPulled(
      String image, String hint, String reason, Exception cause) {
    return new ImageException(
        "image %s is not in the Docker engine and cannot be pulled: %s\nTry: %s"
            .formatted(image, reason, hint),
        cause);
  }

  /** Builds a directory's Dockerfile, keeping the image under {@code tag}. */
  void build(String tag, Path directory, Map<String, String> buildArguments) {
    try {
      new ImageFromDockerfile(tag, false)
          .withDockerfile(directory.resolve("Dockerfile"))
          .withBuildArgs(buildArguments)
          .withBuildImageCmdModifier(command -> command.withForcerm(true))
          .get();
    } catch (Exception e) {
      throw new ImageException(
          """
          the image of %s cannot be built: %s
          Try: docker build %s"""
              .formatted(directory, rootMessage(e), directory),
          e);
    }
  }

  /** Writes images to one tar file, in the format of {@code docker save}. */
  void save(Collection<String> images, Path file) {
    var save = client.saveImagesCmd();
    for (String image : images) {
      int colon = image.lastIndexOf(':');
      save.withImage(image.substring(0, colon), image.substring(colon + 1));
    }
    try (InputStream tar = save.exec()) {
      Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save the images " + images, e);
    }
  }

  void tag(String image, String alias) {
    int colon = alias.lastIndexOf(':');
    client.tagImageCmd(image, alias.substring(0, colon), alias.substring(colon + 1)).exec();
  }

  /** Takes a name off an image, which stays under its other names. */
  void untag(String alias) {
    client.removeImageCmd(alias).withNoPrune(true).exec();
  }

  List<Container> containersWithLabel(String label) {
    return client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(label)).exec();
  }

  void remove(String containerId) {
    try {
      client.removeContainerCmd(containerId).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException e) {
      return;
    }
  }

  static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message.strip();
  }
}
