package io.cortexlocal.cluster.embedded.controller;

import io.cortexlocal.cluster.Kubernetes.Change;
import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps the EndpointSlices of each Service that has a selector in step with its pods. */
public final class EndpointSliceController implements AutoCloseable {

  private final ObjectStore store;
  private final ReconcileLoop<ObjectName> loop;
  private final Closer closer = new Closer();
  private final Map<ObjectName, Map<String, String>> podLabels = new HashMap<>();

  private EndpointSliceController(ObjectStore store, Time time) {
    this.store = store;
    this.loop = new ReconcileLoop<>("endpointslice-controller", time, this::reconcile);
  }

  /** Starts to act on the Services of a store. */
  public static EndpointSliceController start(ObjectStore store, Time time) {
    EndpointSliceController controller = new EndpointSliceController(store, time);
    controller.closer.register(controller.loop);
    controller.loop.start();
    controller.closer.register(
        store.watch(
            ResourceType.SERVICE,
            Optional.empty(),
            Map.of(),
            change -> controller.loop.add(ObjectName.of(change.object()))));
    controller.closer.register(
        store.watch(ResourceType.POD, Optional.empty(), Map.of(), controller::podChanged));
    return controller;
  }

  private void podChanged(Change<Pod> change) {
    ObjectName name = ObjectName.of(change.object());
    Map<String, String> labels = orEmpty(change.object().getMetadata().getLabels());
    Map<String, String> before =
        change instanceof Change.Deleted<Pod>
            ? podLabels.remove(name)
            : podLabels.put(name, labels);
    for (Service service :
        store.list(ResourceType.SERVICE, Optional.of(name.namespace()), Map.of())) {
      Map<String, String> selector = orEmpty(service.getSpec().getSelector());
      if (!selector.isEmpty()
          && (contains(labels, selector) || (before != null && contains(before, selector)))) {
        loop.add(ObjectName.of(service));
      }
    }
  }

  private void reconcile(ObjectName name) {
    Optional<Service> found = store.get(ResourceType.SERVICE, name.namespace(), name.name());
    if (found.isEmpty()) {
      return;
    }
    Service service = found.get();
    Map<String, String> selector = orEmpty(service.getSpec().getSelector());
    List<EndpointSlice> slices =
        selector.isEmpty()
            ? List.of()
            : EndpointSlices.of(
                service, store.list(ResourceType.POD, Optional.of(name.namespace()), selector));
    Set<String> names = new HashSet<>();
    for (EndpointSlice slice : slices) {
      store.apply(ResourceType.ENDPOINT_SLICE, slice);
      names.add(slice.getMetadata().getName());
    }
    for (EndpointSlice slice :
        store.owned(ResourceType.ENDPOINT_SLICE, service.getMetadata().getUid())) {
      if (!names.contains(slice.getMetadata().getName())) {
        store.remove(ResourceType.ENDPOINT_SLICE, name.namespace(), slice.getMetadata().getName());
      }
    }
  }

  private static boolean contains(Map<String, String> labels, Map<String, String> selector) {
    return labels.entrySet().containsAll(selector.entrySet());
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /** Stops to act. What it has made stays. */
  @Override
  public void close() {
    closer.close();
  }
}
