package io.cortexlocal.config.validation;

import java.util.Set;

/** Image names without a registry, which container runtimes look for on Docker Hub. */
final class DockerHub {

  /** Images that are public there and that people name without its host on purpose. */
  private static final Set<String> OFFICIAL =
      Set.of(
          "alpine",
          "amazonlinux",
          "bash",
          "busybox",
          "caddy",
          "cassandra",
          "centos",
          "clickhouse",
          "couchdb",
          "debian",
          "eclipse-temurin",
          "elasticsearch",
          "elixir",
          "erlang",
          "fedora",
          "golang",
          "gradle",
          "haproxy",
          "hello-world",
          "httpd",
          "influxdb",
          "julia",
          "kong",
          "mariadb",
          "maven",
          "memcached",
          "mongo",
          "mysql",
          "nats",
          "neo4j",
          "nginx",
          "node",
          "openjdk",
          "perl",
          "php",
          "postgres",
          "python",
          "r-base",
          "rabbitmq",
          "redis",
          "registry",
          "rockylinux",
          "ruby",
          "rust",
          "solr",
          "swift",
          "traefik",
          "ubuntu",
          "wordpress",
          "zookeeper");

  private static final Set<String> PUBLISHERS =
      Set.of(
          "amazon",
          "apache",
          "bentoml",
          "bitnami",
          "confluentinc",
          "continuumio",
          "cortexlabs",
          "curlimages",
          "envoyproxy",
          "grafana",
          "hashicorp",
          "huggingface",
          "intel",
          "jaegertracing",
          "jupyter",
          "kennethreitz",
          "library",
          "mambaorg",
          "minio",
          "nvidia",
          "ollama",
          "opensearchproject",
          "openvino",
          "otel",
          "prom",
          "pytorch",
          "rayproject",
          "seldonio",
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
