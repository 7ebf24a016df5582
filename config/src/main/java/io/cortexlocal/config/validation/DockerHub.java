package io.cortexlocal.config.validation;

import java.util.Set;

/** Image names without a registry, which container runtimes look for on Docker Hub. */
final class DockerHub {

  /** Images that are public there and that people name without its host on purpose. */
  private static final Set<String> OFFICIAL =
      Set.of(
          "alpine",
          "amazonlinux",
          "busybox",
          "debian",
          "eclipse-temurin",
          "golang",
          "haproxy",
          "hello-world",
          "httpd",
          "memcached",
          "mongo",
          "mysql",
          "nginx",
          "node",
          "openjdk",
          "php",
          "postgres",
          "python",
          "rabbitmq",
          "redis",
          "ruby",
          "rust",
          "traefik",
          "ubuntu");

  private static final Set<String> PUBLISHERS =
      Set.of(
          "amazon",
          "bitnami",
          "cortexlabs",
          "curlimages",
          "envoyproxy",
          "grafana",
          "hashicorp",
          "huggingface",
          "kennethreitz",
          "library",
          "nvidia",
          "ollama",
          "openvino",
          "prom",
          "pytorch",
          "tensorflow",
          "tiangolo",
          "vllm");

  private DockerHub() {}

  /** Returns whether the first part of the name is no registry. */
  static boolean isMeant(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    return !first.contains(".") && !first.contains(":") && !first.equals("localhost");
  }

  /** Returns whether the name is one that is surely meant to be there. */
  static boolean isKnown(String image) {
    String path = withoutVersion(image);
    int slash = path.indexOf('/');
    return slash < 0 ? OFFICIAL.contains(path) : PUBLISHERS.contains(path.substring(0, slash));
  }

  private static String withoutVersion(String image) {
    for (int i = 0; i < image.length(); i++) {
      if (image.charAt(i) == ':' || image.charAt(i) == '@') {
        return image.substring(0, i);
      }
    }
    return image;
  }

  static String full(String image) {
    return "docker.io/" + (image.indexOf('/') < 0 ? "library/" : "") + image;
  }
}
