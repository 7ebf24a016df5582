package io.cortexlocal.image;

/** The full name of an image, as container runtimes store it. */
public final class ImageReference {

  private static final String DEFAULT_REGISTRY = "docker.io";

  private ImageReference() {}

  /**
   * Returns the name with registry, repository and tag or digest, such as {@code
   * docker.io/library/nginx:latest} for {@code nginx}.
   */
  public static String canonical(String image) {
    String digest = "";
    String name = image;
    int at = name.indexOf('@');
    if (at >= 0) {
      digest = name.substring(at);
      name = name.substring(0, at);
    }
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean hasRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (!hasRegistry) {
      name = DEFAULT_REGISTRY + "/" + (slash < 0 ? "library/" : "") + name;
    }
    boolean hasTag = name.lastIndexOf(':') > name.lastIndexOf('/');
    if (!hasTag && digest.isEmpty()) {
      name = name + ":latest";
    }
    return name + digest;
  }
}
