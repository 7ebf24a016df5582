/** Pods as processes in Linux namespaces, below one supervisor that takes them all with it. */
package io.cortexlocal.cluster.embedded.linux;
