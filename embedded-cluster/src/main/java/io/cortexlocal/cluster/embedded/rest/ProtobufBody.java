package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.cluster.embedded.rest.ProtobufMessage.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The bodies that Kubernetes' own clients send as Protocol Buffers and that are no objects to be
 * kept: client-go does so since Kubernetes 1.34, without a way back to JSON. The numbers are those
 * of Kubernetes' generated.proto files.
 */
final class ProtobufBody {

  static final String TYPE = "application/vnd.kubernetes.protobuf";

  private static final ByteBuffer MAGIC =
      ByteBuffer.wrap("k8s\0".getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();

  private static final ProtobufMessage RESOURCE =
      new ProtobufMessage(
          Map.of(
              1, new Field.Text("namespace"),
              2, new Field.Text("verb"),
              3, new Field.Text("group"),
              4, new Field.Text("version"),
              5, new Field.Text("resource"),
              6, new Field.Text("subresource"),
              7, new Field.Text("name")));

  private static final ProtobufMessage NON_RESOURCE =
      new ProtobufMessage(Map.of(1, new Field.Text("path"), 2, new Field.Text("verb")));

  private static final ProtobufMessage ACCESS_SPEC =
      new ProtobufMessage(
          Map.of(
              1, new Field.Message("resourceAttributes", RESOURCE),
              2, new Field.Message("nonResourceAttributes", NON_RESOURCE)));

  static final ProtobufMessage ACCESS_REVIEW =
      new ProtobufMessage(Map.of(2, new Field.Message("spec", ACCESS_SPEC)));

  static final ProtobufMessage RULES_REVIEW =
      new ProtobufMessage(
          Map.of(
              2,
              new Field.Message(
                  "spec", new ProtobufMessage(Map.of(1, new Field.Text("namespace"))))));

  static final ProtobufMessage SUBJECT_REVIEW = new ProtobufMessage(Map.of());

  static final ProtobufMessage DELETE_OPTIONS =
      new ProtobufMessage(
          Map.of(
              1,
              new Field.Count("gracePeriodSeconds"),
              2,
              new Field.Message(
                  "preconditions",
                  new ProtobufMessage(
                      Map.of(1, new Field.Text("uid"), 2, new Field.Text("resourceVersion")))),
              3,
              new Field.Flag("orphanDependents"),
              4,
              new Field.Text("propagationPolicy"),
              5,
              new Field.Texts("dryRun")));

  static final ProtobufMessage SCALE =
      new ProtobufMessage(
          Map.of(
              1,
              new Field.Message(
                  "metadata", new ProtobufMessage(Map.of(6, new Field.Text("resourceVersion")))),
              2,
              new Field.Message(
                  "spec", new ProtobufMessage(Map.of(1, new Field.Count("replicas"))))));

  private ProtobufBody() {}

  /**
   * Reads a body in either form.
   *
   * @throws ApiFailure when it is in neither
   */
  static ObjectNode read(RestRequest request, ObjectJson json, ProtobufMessage message) {
    return request.contentType().equals(TYPE)
        ? read(request.body().bytes(), message)
        : json.parse(request.body().text());
  }

  /** The message is the field 2 of an envelope, which begins with four bytes of its own. */
  private static ObjectNode read(ByteBuffer body, ProtobufMessage message) {
    if (body.remaining() < MAGIC.remaining() || !body.slice(0, MAGIC.remaining()).equals(MAGIC)) {
      throw ApiFailure.badRequest("the body is no object of " + TYPE);
    }
    ByteBuffer envelope = body.slice(MAGIC.remaining(), body.remaining() - MAGIC.remaining());
    ObjectNode opened =
        new ProtobufMessage(Map.of(2, new Field.Message("raw", message))).read(envelope);
    return opened.withObject("/raw");
  }
}
