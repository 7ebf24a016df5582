package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import io.cortexlocal.time.Time;
import java.util.concurrent.Executor;

/**
 * What the pods of one node share.
 *
 * @param time by which probes, back-offs and grace periods pass
 * @param threads on which may be waited
 */
record NodeParts(
    ObjectStore store,
    ContainerRuntime runtime,
    ContainerImage.Store images,
    String name,
    Time time,
    Executor threads) {}
