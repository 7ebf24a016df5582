package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.model.IstioResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Objects as JSON, and back. */
final class ObjectJson {

  private final ObjectMapper mapper =
      JsonMapper.builder()
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
          .configure(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, false)
          .annotationIntrospector(new KnownFieldsOnly())
          .build();

  /**
   * An object that was read.
   *
   * @param unknown the paths of the fields that its kind does not have, which are dropped
   */
  record Read<T>(T object, List<String> unknown) {}

  ObjectNode tree(HasMetadata object) {
    return mapper.valueToTree(object);
  }

  /**
   * Reads a JSON object.
   *
   * @throws ApiFailure when it is none
   */
  ObjectNode parse(String text) {
    try {
      JsonNode tree = mapper.readTree(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw ApiFailure.badRequest("the body is not JSON: " + e.getOriginalMessage());
    }
    throw ApiFailure.badRequest("the body is not a JSON object");
  }

  /**
   * Reads an object of a kind.
   *
   * @throws ApiFailure when a field has a value of another type
   */
  <T extends HasMetadata> Read<T> read(ResourceType<T> type, JsonNode tree) {
    List<String> unknown = new ArrayList<>();
    try {
      T object =
          mapper
              .readerFor(type.type())
              .withHandler(new Collector(unknown))
              .readValue(mapper.treeAsTokens(tree));
      return new Read<>(object, unknown);
    } catch (JsonProcessingException e) {
      throw ApiFailure.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: %s"
              .formatted(type.kind(), type.version(), type.kind(), e.getOriginalMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("a tree cannot be read", e);
    }
  }

  /** Collects the fields that a model does not have. */
  private static final class Collector extends DeserializationProblemHandler {

    private final List<String> unknown;

    Collector(List<String> unknown) {
      this.unknown = unknown;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String name)
        throws IOException {
      unknown.add(path(parser.getParsingContext()));
      parser.skipChildren();
      return true;
    }

    private static String path(JsonStreamContext context) {
      if (context == null || context.inRoot()) {
        return "";
      }
      String parent = path(context.getParent());
      if (context.inArray()) {
        return "%s[%d]".formatted(parent, context.getCurrentIndex());
      }
      String name = context.getCurrentName();
      return name == null ? parent : parent.isEmpty() ? name : parent + "." + name;
    }
  }

  /** The models take any field; the API does only for kinds whose fields it does not know. */
  private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      boolean istio =
          member instanceof AnnotatedMethod method
              && method.getDeclaringClass().equals(IstioResource.class);
      return istio ? super.hasAnySetter(member) : Boolean.FALSE;
    }
  }
}
