package io.cortexlocal.operator.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;

/** The form in which a client hands in a file. */
final class DeployForm {

  /** More than any file that a person writes; the validation has a limit of its own below it. */
  static final int MAX_BYTES = 16 << 20;

  private static final String PART = "config";

  /** Cortex does not say where. */
  private static final String EARLY_END = "unexpected EOF";

  private static final String FORM = "multipart/form-data";

  private DeployForm() {}

  /**
   * Reads the content of the file while it comes, so that a client that takes its time holds no
   * thread.
   *
   * @param done with the content
   * @param refused because the body is no such form, is too long, or ends before its end
   */
  static void read(Request request, Consumer<byte[]> done, Consumer<Refusal> refused) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.regionMatches(true, 0, FORM, 0, FORM.length())) {
      refused.accept(unreadable("request Content-Type isn't " + FORM));
      return;
    }
    try {
      String boundary = MultiPart.extractBoundary(type);
      if (boundary == null || boundary.isEmpty()) {
        refused.accept(unreadable("no multipart boundary param in Content-Type"));
        return;
      }
    } catch (IllegalArgumentException e) {
      refused.accept(unreadable("request Content-Type isn't " + FORM));
      return;
    }
    MultiPartConfig limits =
        new MultiPartConfig.Builder()
            .maxParts(16)
            .maxSize(MAX_BYTES)
            .maxPartSize(MAX_BYTES)
            .maxMemoryPartSize(MAX_BYTES)
            .build();
    MultiPartFormData.onParts(
        request,
        // Of a form that failed, the request's own attributes would fail the end of the request.
        new Attributes.Mapped(),
        type,
        limits,
        Promise.Invocable.from(
            Invocable.InvocationType.BLOCKING,
            parts -> {
              byte[] content;
              try (parts) {
                content = file(parts);
              } catch (IOException | RuntimeException e) {
                // nobody else would answer
                refused.accept(unreadable(reason(e)));
                return;
              }
              if (content.length == 0) {
                refused.accept(
                    new Refusal(
                        "endpoints.form_file_must_be_provided",
                        "request form file \"" + PART + "\" must be provided"));
              } else {
                done.accept(content);
              }
            },
            failure -> refused.accept(unreadable(reason(failure)))));
  }

  /** Returns the first file of that name; a value, which names no file, is none. */
  private static byte[] file(MultiPartFormData.Parts parts) throws IOException {
    for (MultiPart.Part part : parts) {
      // Parts.getAll fails where one has no name
      if (PART.equals(part.getName()) && part.getFileName() != null) {
        return bytes(part);
      }
    }
    return new byte[0];
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
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    return message.startsWith(EARLY_END) ? EARLY_END : message;
  }

  private static Refusal unreadable(String reason) {
    return new Refusal(
        "files.read_form_file", "unable to read request form file \"" + PART + "\": " + reason);
  }
}
