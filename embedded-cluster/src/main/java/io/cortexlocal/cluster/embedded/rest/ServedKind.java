package io.cortexlocal.cluster.embedded.rest;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.model.IstioResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Locale;

/**
 * A kind of objects as the API tells of it.
 *
 * @param shortNames such as {@code po}
 * @param inAll whether {@code kubectl get all} shows it
 * @param columns of its table
 */
record ServedKind<T extends HasMetadata>(
    ResourceType<T> type, List<String> shortNames, boolean inAll, List<Column> columns) {

  ServedKind {
    shortNames = List.copyOf(shortNames);
    columns = List.copyOf(columns);
  }

  String singular() {
    return type.kind().toLowerCase(Locale.ROOT);
  }

  /** Returns the name in messages, such as {@code deployments.apps}. */
  String qualified() {
    return type.group().isEmpty() ? type.plural() : type.plural() + "." + type.group();
  }

  /** Returns whether the kind is one that a resource definition made. */
  boolean custom() {
    return IstioResource.class.isAssignableFrom(type.type());
  }

  boolean isOf(ResourceType<?> other) {
    return type.equals(other);
  }
}
