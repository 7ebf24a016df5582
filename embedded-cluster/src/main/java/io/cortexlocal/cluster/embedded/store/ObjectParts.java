package io.cortexlocal.cluster.embedded.store;

import io.fabric8.kubernetes.api.builder.Builder;
import io.fabric8.kubernetes.api.builder.Editable;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The parts of an object that the API server treats differently. */
final class ObjectParts {

  private static final String STATUS = "status";

  private ObjectParts() {}

  /** Returns a deep copy, made with the models' builders: Jackson would cost its start-up time. */
  @SuppressWarnings("unchecked")
  static <T extends HasMetadata> T copy(T object) {
    if (object instanceof GenericKubernetesResource generic) {
      return (T) copyGeneric(generic);
    }
    if (object instanceof Editable<?> editable && editable.edit() instanceof Builder<?> builder) {
      return (T) builder.build();
    }
    throw new IllegalArgumentException("objects of " + object.getClass() + " cannot be copied");
  }

  /** Gives {@code object} the status of {@code existing}. */
  static void keepStatus(HasMetadata existing, HasMetadata object) {
    if (object instanceof Pod pod) {
      pod.setStatus(((Pod) existing).getStatus());
    } else if (object instanceof Deployment deployment) {
      deployment.setStatus(((Deployment) existing).getStatus());
    } else if (object instanceof Service service) {
      service.setStatus(((Service) existing).getStatus());
    } else if (object instanceof Node node) {
      node.setStatus(((Node) existing).getStatus());
    } else if (object instanceof Namespace namespace) {
      namespace.setStatus(((Namespace) existing).getStatus());
    } else if (object instanceof CustomResourceDefinition definition) {
      definition.setStatus(((CustomResourceDefinition) existing).getStatus());
    } else if (object instanceof GenericKubernetesResource generic) {
      Object status = ((GenericKubernetesResource) existing).getAdditionalProperties().get(STATUS);
      if (status == null) {
        generic.getAdditionalProperties().remove(STATUS);
      } else {
        generic.getAdditionalProperties().put(STATUS, status);
      }
    }
  }

  /** Takes away the status of a new object, which is for its controller to report. */
  static void dropStatus(HasMetadata object) {
    if (object instanceof Pod pod) {
      pod.setStatus(null);
    } else if (object instanceof Deployment deployment) {
      deployment.setStatus(null);
    } else if (object instanceof Service service) {
      service.setStatus(null);
    } else if (object instanceof CustomResourceDefinition definition) {
      definition.setStatus(null);
    }
  }

  /** Returns whether objects of this kind count their generations. */
  static boolean hasGeneration(HasMetadata object) {
    return object instanceof Pod
        || object instanceof Deployment
        || object instanceof EndpointSlice
        || object instanceof CustomResourceDefinition
        || object instanceof GenericKubernetesResource;
  }

  /**
   * Returns whether a change makes a new generation. That of a Deployment changes with its
   * annotations too, and that of a pod does not when it is bound to a node, as in Kubernetes 1.34.
   */
  static boolean isNewGeneration(HasMetadata before, HasMetadata after) {
    if (after instanceof Pod pod) {
      Pod existing = (Pod) before;
      boolean bound =
          existing.getSpec() != null
              && pod.getSpec() != null
              && !Objects.equals(existing.getSpec().getNodeName(), pod.getSpec().getNodeName());
      return !bound && !Objects.equals(existing.getSpec(), pod.getSpec());
    }
    if (after instanceof Deployment deployment) {
      Deployment existing = (Deployment) before;
      return !Objects.equals(existing.getSpec(), deployment.getSpec())
          || !Objects.equals(
              existing.getMetadata().getAnnotations(), deployment.getMetadata().getAnnotations());
    }
    if (after instanceof EndpointSlice slice) {
      EndpointSlice existing = (EndpointSlice) before;
      return !Objects.equals(existing.getEndpoints(), slice.getEndpoints())
          || !Objects.equals(existing.getPorts(), slice.getPorts());
    }
    if (after instanceof CustomResourceDefinition definition) {
      return !Objects.equals(((CustomResourceDefinition) before).getSpec(), definition.getSpec());
    }
    if (after instanceof GenericKubernetesResource generic) {
      return !content((GenericKubernetesResource) before).equals(content(generic));
    }
    return false;
  }

  private static Map<String, Object> content(GenericKubernetesResource object) {
    Map<String, Object> content = new LinkedHashMap<>(object.getAdditionalProperties());
    content.remove(STATUS);
    return content;
  }

  private static GenericKubernetesResource copyGeneric(GenericKubernetesResource object) {
    GenericKubernetesResource copy = new GenericKubernetesResource();
    copy.setApiVersion(object.getApiVersion());
    copy.setKind(object.getKind());
    copy.setMetadata(new ObjectMetaBuilder(object.getMetadata()).build());
    object
        .getAdditionalProperties()
        .forEach((name, value) -> copy.setAdditionalProperty(name, copyTree(value)));
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
}
