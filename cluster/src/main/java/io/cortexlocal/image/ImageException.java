package io.cortexlocal.image;

import io.cortexlocal.text.Printable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/** An image cannot be had; the message names it, says why, and what to try. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ImageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Optional<String> image;
  private final transient Set<Path> named;

  public ImageException(String message) {
    super(Printable.of(message));
    this.image = Optional.empty();
    this.named = Set.of();
  }

  public ImageException(String message, Throwable cause) {
    super(Printable.of(message), cause);
    this.image = Optional.empty();
    this.named = Set.of();
  }

  private ImageException(ImageException refusal, String image) {
    super(refusal.getMessage(), refusal);
    this.image = Optional.of(image);
    this.named = refusal.named;
  }

  /**
   * Says the same of a {@code cortex-local.yaml}.
   *
   * @param named the paths that the file names, as far as it was read
   */
  ImageException(ImageException refusal, Set<Path> named) {
    super(refusal.getMessage(), refusal);
    this.image = Optional.empty();
    this.named = Set.copyOf(named);
  }

  /**
   * Does what an image is had with.
   *
   * @param image as the API's container names it
   * @throws ImageException as the work does, and of this image
   */
  @API(status = API.Status.INTERNAL)
  public static <T> T concerning(String image, Supplier<T> work) {
    try {
      return work.get();
    } catch (ImageException e) {
      throw e.of(image);
    }
  }

  /**
   * Says the same of an image.
   *
   * @param image as the API's container names it
   */
  @API(status = API.Status.INTERNAL)
  public ImageException of(String image) {
    return new ImageException(this, image);
  }

  /**
   * Returns the image that cannot be had, as the API's container names it; empty when it is not
   * about a single one.
   */
  @API(status = API.Status.INTERNAL)
  public Optional<String> image() {
    return image;
  }

  /**
   * Returns the paths that a refused {@code cortex-local.yaml} names, absolute, as far as it was
   * read: it may be what stands there that is wrong, and not the file.
   */
  @API(status = API.Status.INTERNAL)
  public Set<Path> named() {
    return named;
  }
}
