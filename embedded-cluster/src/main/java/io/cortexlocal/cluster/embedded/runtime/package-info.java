/** What runs containers on this machine: the part of a node below the kubelet. */
@NullMarked
package io.cortexlocal.cluster.embedded.runtime;

import org.jspecify.annotations.NullMarked;
