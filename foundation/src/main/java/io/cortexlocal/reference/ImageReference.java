package io.cortexlocal.reference;

import io.cortexlocal.text.Characters;

/**
 * The name of an image: its grammar, {@code [domain/]component(/component)*[:tag][@digest]}, and
 * its full form, as container runtimes store it.
 */
public final class ImageReference {

  private static final String DEFAULT_REGISTRY = "docker.io";
  private static final String DEFAULT_REGISTRY_ALIAS = "index.docker.io";
  private static final int MAX_TAG = 128;
  private static final int MIN_DIGEST = 32;

  private ImageReference() {}

  /** Returns whether a text is the name of an image. */
  public static boolean isValid(String image) {
    int at = image.indexOf('@');
    if (at >= 0 && !isDigest(image.substring(at + 1))) {
      return false;
    }
    String tagged = at < 0 ? image : image.substring(0, at);
    int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    if (colon >= 0 && !isTag(tagged.substring(colon + 1))) {
      return false;
    }
    return isName(colon < 0 ? tagged : tagged.substring(0, colon));
  }

  /** Returns whether an image has a tag other than {@code latest}, or a digest. */
  public static boolean isPinned(String image) {
    if (image.indexOf('@') >= 0) {
      return true;
    }
    int colon = image.indexOf(':', image.lastIndexOf('/') + 1);
    return colon >= 0 && !image.substring(colon + 1).equals("latest");
  }

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

  private static boolean isName(String name) {
    int start = 0;
    while (true) {
      int slash = name.indexOf('/', start);
      String segment = name.substring(start, slash < 0 ? name.length() : slash);
      boolean domain = start == 0 && slash >= 0 && isDomain(segment);
      if (!domain && !isComponent(segment)) {
        return false;
      }
      if (slash < 0) {
        return true;
      }
      start = slash + 1;
    }
  }

  private static boolean isDomain(String text) {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      String port = text.substring(colon + 1);
      if (port.isEmpty() || !Characters.all(port, Characters::isDigit)) {
        return false;
      }
    }
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean labelStart = true;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean labelEnd = i + 1 == host.length() || host.charAt(i + 1) == '.';
      boolean inner = c == '-' && !labelStart && !labelEnd;
      if (c == '.' ? labelStart : !Characters.isLowerAlphanumeric(c) && !inner) {
        return false;
      }
      labelStart = c == '.';
    }
    return !labelStart;
  }

  private static boolean isComponent(String text) {
    int i = 0;
    while (i < text.length()) {
      int word = i;
      while (i < text.length() && Characters.isLowerAlphanumeric(text.charAt(i))) {
        i++;
      }
      if (i == word) {
        return false;
      }
      if (i == text.length()) {
        return true;
      }
      int separator = i;
      while (i < text.length() && text.charAt(i) == text.charAt(separator)) {
        i++;
      }
      int length = i - separator;
      boolean valid =
          switch (text.charAt(separator)) {
            case '.' -> length == 1;
            case '_' -> length <= 2;
            case '-' -> true;
            default -> false;
          };
      if (!valid) {
        return false;
      }
    }
    return false;
  }

  private static boolean isTag(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_TAG
        && text.charAt(0) != '.'
        && text.charAt(0) != '-'
        && Characters.all(text, c -> Characters.isAlphanumeric(c) || "_.-".indexOf(c) >= 0);
  }

  private static boolean isDigest(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return false;
    }
    String hex = text.substring(colon + 1);
    return isAlgorithm(text.substring(0, colon))
        && hex.length() >= MIN_DIGEST
        && Characters.all(
            hex, c -> Characters.isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
  }

  private static boolean isAlgorithm(String text) {
    boolean wordStart = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean separator = "-_+.".indexOf(c) >= 0;
      if (wordStart ? !Characters.isLetter(c) : !separator && !Characters.isAlphanumeric(c)) {
        return false;
      }
      wordStart = separator;
    }
    return !wordStart;
  }
}
