package io.cortexlocal.cluster.embedded.image;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON of an archive, in which everything may be of the wrong type. */
final class ArchiveJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_TOKENS = 100_000;
  private static final int DEEPEST = 64;

  private ArchiveJson() {}

  static JsonNode parse(byte[] content, String name) throws ArchiveException {
    try {
      requireBounds(content, name);
      return MAPPER.readTree(content);
    } catch (StreamConstraintsException e) {
      throw new ArchiveException("%s is not read: %s".formatted(name, e.getOriginalMessage()), e);
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw new ArchiveException(
          "%s is not JSON%s"
              .formatted(
                  name,
                  at == null
                      ? ""
                      : ": see its line %d, column %d".formatted(at.getLineNr(), at.getColumnNr())),
          e);
    } catch (IOException e) {
      throw new ArchiveException("%s is not JSON: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Each value takes far more memory than the two bytes with which it may be written. */
  private static void requireBounds(byte[] content, String name)
      throws IOException, ArchiveException {
    try (JsonParser parser = MAPPER.getFactory().createParser(content)) {
      int tokens = 0;
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens++;
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (tokens > MOST_TOKENS) {
          throw new ArchiveException("%s has more than %d values".formatted(name, MOST_TOKENS));
        }
        if (depth > DEEPEST) {
          throw new ArchiveException("%s is nested more than %d deep".formatted(name, DEEPEST));
        }
      }
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
