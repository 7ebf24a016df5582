package io.cortexlocal.cluster.embedded.image;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON of an archive, in which everything may be of the wrong type. */
final class ArchiveJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ArchiveJson() {}

  static JsonNode parse(byte[] content, String name) throws ArchiveException {
    try {
      return MAPPER.readTree(content);
    } catch (JacksonException e) {
      throw new ArchiveException(
          "%s is not JSON: see its line %d, column %d"
              .formatted(name, e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new ArchiveException("%s is not JSON: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Returns the elements of a list, none when there is no such field or it is null. */
  static List<JsonNode> list(JsonNode parent, String field, String name) throws ArchiveException {
    JsonNode node = parent.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new ArchiveException("%s: %s is not a list".formatted(name, field));
    }
    List<JsonNode> elements = new ArrayList<>();
    node.forEach(elements::add);
    return elements;
  }

  static List<String> texts(JsonNode parent, String field, String name) throws ArchiveException {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list(parent, field, name)) {
      if (!element.isTextual()) {
        throw new ArchiveException("%s: %s is not a list of texts".formatted(name, field));
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** Returns a text, empty when there is no such field or it is null. */
  static String text(JsonNode parent, String field, String name) throws ArchiveException {
    JsonNode node = parent.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (!node.isTextual()) {
      throw new ArchiveException("%s: %s is not a text".formatted(name, field));
    }
    return node.textValue();
  }
}
