package io.cortexlocal.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * An object of one of Istio's kinds. What stands beside its metadata is a tree of maps, lists and
 * values, as in JSON.
 *
 * <p>The model's own class for objects of any kind starts Jackson's mapper, which takes a fifth of
 * a second of a start that reads no JSON.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"apiVersion", "kind", "metadata"})
public abstract class IstioResource implements HasMetadata, Namespaced {

  private static final long serialVersionUID = 1L;

  private String apiVersion;
  private String kind;
  private ObjectMeta metadata = new ObjectMeta();

  @SuppressWarnings("serial")
  private final Map<String, Object> properties = new LinkedHashMap<>();

  IstioResource(String apiVersion, String kind) {
    this.apiVersion = apiVersion;
    this.kind = kind;
  }

  abstract IstioResource blank();

  /** Returns an object that is equal, and shares nothing that can be changed. */
  public final IstioResource copy() {
    IstioResource copy = blank();
    copy.apiVersion = apiVersion;
    copy.kind = kind;
    copy.metadata = new ObjectMetaBuilder(metadata).build();
    properties.forEach((name, value) -> copy.properties.put(name, copyTree(value)));
    return copy;
  }

  private static Object copyTree(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, child) -> copy.put(name, copyTree(child)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(child -> copy.add(copyTree(child)));
      return copy;
    }
    return value;
  }

  @Override
  public final String getApiVersion() {
    return apiVersion;
  }

  @Override
  public final void setApiVersion(String apiVersion) {
    this.apiVersion = apiVersion;
  }

  @Override
  public final String getKind() {
    return kind;
  }

  /** Sets the kind. */
  public final void setKind(String kind) {
    this.kind = kind;
  }

  @Override
  public final ObjectMeta getMetadata() {
    return metadata;
  }

  @Override
  public final void setMetadata(ObjectMeta metadata) {
    this.metadata = metadata == null ? new ObjectMeta() : metadata;
  }

  /** Returns what stands beside the metadata, such as {@code spec}, by name; it may be changed. */
  @JsonAnyGetter
  public final Map<String, Object> getAdditionalProperties() {
    return properties;
  }

  /** Sets what stands beside the metadata under a name. */
  @JsonAnySetter
  public final void setAdditionalProperty(String name, Object value) {
    properties.put(name, value);
  }

  /**
   * Returns what stands at a path of names and, in lists, of indexes, such as {@code get("spec",
   * "http", 0)}; null where nothing does.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public final <T> @Nullable T get(Object... path) {
    Object at = properties;
    for (Object step : path) {
      if (at instanceof Map<?, ?> map) {
        at = map.get(step);
      } else if (at instanceof List<?> list && step instanceof Integer index) {
        at = index >= 0 && index < list.size() ? list.get(index) : null;
      } else {
        return null;
      }
    }
    return (T) at;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof IstioResource that
        && Objects.equals(apiVersion, that.apiVersion)
        && Objects.equals(kind, that.kind)
        && Objects.equals(metadata, that.metadata)
        && properties.equals(that.properties);
  }

  @Override
  public final int hashCode() {
    return Objects.hash(apiVersion, kind, metadata, properties);
  }

  @Override
  public final String toString() {
    return "%s %s %s".formatted(kind, metadata.getName(), properties);
  }
}
