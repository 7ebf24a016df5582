/**
 * The operator's place inside the cluster: a pod whose connections are carried to the operator,
 * which runs on the machine of those who use the cluster, because their images are there.
 */
@NullMarked
package io.cortexlocal.relay;

import org.jspecify.annotations.NullMarked;
