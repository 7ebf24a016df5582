package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.model.IstioResource;
import io.fabric8.kubernetes.api.builder.Builder;
import io.fabric8.kubernetes.api.builder.Editable;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of an object that the API server treats differently. */
final class ObjectParts {

  private static final String STATUS = "status";

  private ObjectParts() {}

  /** Returns a deep copy, made with the models' builders: Jackson would cost its start-up time. */
  @SuppressWarnings("unchecked")
  static <T extends HasMetadata> T copy(T object) {
    if (object instanceof IstioResource istio) {
      return (T) istio.copy();
    }
    if (object instanceof Editable<?> editable && editable.edit() instanceof Builder<?> builder) {
      return (T) builder.build();
    }
    throw new IllegalArgumentException("objects of " + object.getClass() + " cannot be copied");
  }

  /** Returns the status of one of Istio's objects; null when it has none. */
  static @Nullable Object istioStatus(IstioResource object) {
    return object.getAdditionalProperties().get(STATUS);
  }

  /** Gives one of Istio's objects a status, or takes it away. */
  static void setIstioStatus(IstioResource object, @Nullable Object status) {
    if (status == null) {
      object.getAdditionalProperties().remove(STATUS);
    } else {
      object.getAdditionalProperties().put(STATUS, status);
    }
  }

  /** A pod has no new generation when it is bound to a node, as in Kubernetes 1.34. */
  static boolean isNewPod(Pod before, Pod after) {
    boolean bound =
        before.getSpec() != null
            && after.getSpec() != null
            && !Objects.equals(before.getSpec().getNodeName(), after.getSpec().getNodeName());
    return !bound && !Objects.equals(before.getSpec(), after.getSpec());
  }

  /** The generation of a Deployment changes with its annotations too. */
  static boolean isNewDeployment(Deployment before, Deployment after) {
    return !Objects.equals(before.getSpec(), after.getSpec())
        || !Objects.equals(
            before.getMetadata().getAnnotations(), after.getMetadata().getAnnotations());
  }

  static boolean isNewEndpointSlice(EndpointSlice before, EndpointSlice after) {
    return !Objects.equals(before.getEndpoints(), after.getEndpoints())
        || !Objects.equals(before.getPorts(), after.getPorts());
  }

  static boolean isNewIstio(IstioResource before, IstioResource after) {
    return !content(before).equals(content(after));
  }

  private static Map<String, Object> content(IstioResource object) {
    Map<String, Object> content = new LinkedHashMap<>(object.getAdditionalProperties());
    content.remove(STATUS);
    return content;
  }
}
