/**
 * From a configuration to the Kubernetes objects that Cortex makes of it. Pure functions: nothing
 * here talks to a cluster.
 */
@NullMarked
package io.cortexlocal.workload;

import org.jspecify.annotations.NullMarked;
