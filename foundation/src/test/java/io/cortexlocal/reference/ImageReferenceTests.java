package io.cortexlocal.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferenceTests {

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "nginx:1.27, docker.io/library/nginx:1.27",
    "library/nginx, docker.io/library/nginx:latest",
    "docker.io/nginx, docker.io/library/nginx:latest",
    "docker.io/nginx:1, docker.io/library/nginx:1",
    "docker.io/library/nginx:1, docker.io/library/nginx:1",
    "index.docker.io/library/nginx:1, docker.io/library/nginx:1",
    "index.docker.io/nginx, docker.io/library/nginx:latest",
    "acme/web, docker.io/acme/web:latest",
    "acme/team/web:2, docker.io/acme/team/web:2",
    "quay.io/acme/web, quay.io/acme/web:latest",
    "localhost/web, localhost/web:latest",
    "localhost:5000/web, localhost:5000/web:latest",
    "localhost:5000/acme/web:2, localhost:5000/acme/web:2",
    "registry:5000/web, registry:5000/web:latest",
    "localhost, docker.io/library/localhost:latest",
    "my.image, docker.io/library/my.image:latest",
    "nginx@sha256:0a, docker.io/library/nginx@sha256:0a",
    "nginx:1.27@sha256:0a, docker.io/library/nginx:1.27@sha256:0a",
    "localhost:5000/web@sha256:0a, localhost:5000/web@sha256:0a"
  })
  void theFullName(String image, String canonical) {
    assertThat(ImageReference.canonical(image)).isEqualTo(canonical);
    assertThat(ImageReference.canonical(canonical)).isEqualTo(canonical);
  }
}
