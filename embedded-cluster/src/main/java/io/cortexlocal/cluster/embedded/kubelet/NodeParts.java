package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.embedded.image.ContainerImage;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.store.ObjectStore;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What the pods of one node share.
 *
 * @param clock for what people read; what elapses is measured with the timers
 * @param threads on which may be waited
 */
record NodeParts(
    ObjectStore store,
    ContainerRuntime runtime,
    ContainerImage.Store images,
    String name,
    Timers timers,
    Clock clock,
    Executor threads) {}
