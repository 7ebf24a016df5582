package io.cortexlocal.operator.http;

import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** The form in which a client hands in a file. */
final class DeployForm {

  /** More than any file that a person writes; the validation has a limit of its own below it. */
  static final int MAX_BYTES = 16 << 20;

  private static final String PART = "config";

  private DeployForm() {}

  /**
   * Returns the content of the file.
   *
   * @throws Refusal when the body is no such form, is too long, or ends before its end
   */
  static byte[] file(Request request) {
    MultiPartConfig limits =
        new MultiPartConfig.Builder()
            .maxParts(16)
            .maxSize(MAX_BYTES)
            .maxPartSize(MAX_BYTES)
            .maxMemoryPartSize(MAX_BYTES)
            .build();
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.regionMatches(true, 0, "multipart/form-data", 0, 19)) {
      throw unreadable("request Content-Type isn't multipart/form-data");
    }
    try (MultiPartFormData.Parts parts =
        MultiPartFormData.getParts(request, request, type, limits)) {
      MultiPart.Part part = parts.getFirst(PART);
      byte[] content = part == null ? new byte[0] : bytes(part);
      if (content.length == 0) {
        throw new Refusal(
            "endpoints.form_file_must_be_provided",
            "request form file \"" + PART + "\" must be provided");
      }
      return content;
    } catch (IOException | RuntimeException e) {
      if (e instanceof Refusal refusal) {
        throw refusal;
      }
      throw unreadable(reason(e));
    }
  }

  private static byte[] bytes(MultiPart.Part part) throws IOException {
    try (InputStream content = Content.Source.asInputStream(part.createContentSource())) {
      return content.readAllBytes();
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static Refusal unreadable(String reason) {
    return new Refusal(
        "files.read_form_file", "unable to read request form file \"" + PART + "\": " + reason);
  }
}
