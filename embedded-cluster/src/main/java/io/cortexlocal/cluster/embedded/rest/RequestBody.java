package io.cortexlocal.cluster.embedded.rest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a client sends after a request's head. */
final class RequestBody {

  private final byte[] bytes;

  RequestBody(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** Returns whether it is nothing but space, which says as little as none. */
  boolean isBlank() {
    return text().isBlank();
  }

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }
}
