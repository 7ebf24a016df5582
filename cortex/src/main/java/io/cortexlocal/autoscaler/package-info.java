/**
 * Cortex's autoscaler: from an API's requests in flight to the replicas that its Deployment asks
 * for. What is decided is a pure function of parameters, average and history.
 */
@NullMarked
package io.cortexlocal.autoscaler;

import org.jspecify.annotations.NullMarked;
