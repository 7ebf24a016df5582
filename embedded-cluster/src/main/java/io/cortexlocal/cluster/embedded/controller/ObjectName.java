package io.cortexlocal.cluster.embedded.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** The name of a namespaced object. */
record ObjectName(String namespace, String name) {

  static ObjectName of(HasMetadata object) {
    return new ObjectName(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
