package io.cortexlocal.cli.running;

import io.cortexlocal.http.PlainHttp;

/** The paths at which an {@code up} answers about one API. */
final class ApiPath {

  private ApiPath() {}

  static String of(String api, String what) {
    return "/apis/%s/%s".formatted(PlainHttp.encoded(api), what);
  }
}
