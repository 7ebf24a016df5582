package io.cortexlocal.image;

/** The full name of an image, as container runtimes store it. */
public final class ImageReference {

  private static final String DEFAULT_REGISTRY = "docker.io";
  private static final String DEFAULT_REGISTRY_ALIAS = "index.docker.io";

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
    String registry = hasRegistry ? first : DEFAULT_REGISTRY;
    String repository = hasRegistry ? name.substring(slash + 1) : name;
    if (registry.equals(DEFAULT_REGISTRY_ALIAS)) {
      registry = DEFAULT_REGISTRY;
    }
    if (registry.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0) {
      repository = "library/" + repository;
    }
    name = registry + "/" + repository;
    boolean hasTag = name.lastIndexOf(':') > name.lastIndexOf('/');
    if (!hasTag && digest.isEmpty()) {
      name = name + ":latest";
    }
    return name + digest;
  }
}
