/**
 * What acts on the objects of the embedded cluster, as Kubernetes' controllers and scheduler do.
 */
package io.cortexlocal.cluster.embedded.controller;
