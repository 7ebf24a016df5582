/**
 * From a configuration to the Kubernetes objects that Cortex makes of it. Pure functions: nothing
 * here talks to a cluster.
 */
package io.cortexlocal.workload;
