/** What runs containers on this machine: the part of a node below the kubelet. */
package io.cortexlocal.cluster.embedded.runtime;
