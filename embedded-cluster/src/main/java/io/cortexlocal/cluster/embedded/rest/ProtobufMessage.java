package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The fields of a Protocol Buffers message that are read, by their numbers. Others are passed over,
 * as the format has it.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
record ProtobufMessage(Map<Integer, Field> fields) {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int TYPE_BITS = 3;
  private static final int LONGEST_VARINT = 10;
  private static final int VARINT_BITS = 7;

  ProtobufMessage {
    fields = Map.copyOf(fields);
  }

  /** A field, with the name that it has in JSON. */
  sealed interface Field {

    String name();

    record Text(String name) implements Field {}

    record Texts(String name) implements Field {}

    record Count(String name) implements Field {}

    record Flag(String name) implements Field {}

    record Message(String name, ProtobufMessage message) implements Field {}
  }

  /**
   * Reads a message to the buffer's end.
   *
   * @throws ApiFailure when it is none
   */
  ObjectNode read(ByteBuffer bytes) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    try {
      while (bytes.hasRemaining()) {
        long tag = varint(bytes);
        Field field = fields.get((int) (tag >>> TYPE_BITS));
        switch ((int) tag & ((1 << TYPE_BITS) - 1)) {
          case VARINT -> number(object, field, varint(bytes));
          case BYTES -> bytes(object, field, slice(bytes));
          case FIXED_64 -> skip(bytes, Long.BYTES);
          case FIXED_32 -> skip(bytes, Integer.BYTES);
          default -> throw broken();
        }
      }
    } catch (BufferUnderflowException e) {
      throw broken();
    }
    return object;
  }

  private static void number(ObjectNode object, Field field, long value) {
    if (field instanceof Field.Count count) {
      object.put(count.name(), value);
    } else if (field instanceof Field.Flag flag) {
      object.put(flag.name(), value != 0);
    }
  }

  private static void bytes(ObjectNode object, Field field, ByteBuffer value) {
    if (field instanceof Field.Text text) {
      object.put(text.name(), StandardCharsets.UTF_8.decode(value).toString());
    } else if (field instanceof Field.Texts texts) {
      object.withArray("/" + texts.name()).add(StandardCharsets.UTF_8.decode(value).toString());
    } else if (field instanceof Field.Message inner) {
      object.set(inner.name(), inner.message().read(value));
    }
  }

  private static ByteBuffer slice(ByteBuffer bytes) {
    long length = varint(bytes);
    if (length < 0 || length > bytes.remaining()) {
      throw broken();
    }
    ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
    skip(bytes, (int) length);
    return slice;
  }

  private static void skip(ByteBuffer bytes, int count) {
    if (count > bytes.remaining()) {
      throw broken();
    }
    bytes.position(bytes.position() + count);
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << (i * VARINT_BITS);
      if (next >= 0) {
        return value;
      }
    }
    throw broken();
  }

  private static ApiFailure broken() {
    return ApiFailure.badRequest("the body is no Protocol Buffers message");
  }
}
