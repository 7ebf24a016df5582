/**
 * What acts on the objects of the embedded cluster, as Kubernetes' controllers and scheduler do.
 */
@NullMarked
package io.cortexlocal.cluster.embedded.controller;

import org.jspecify.annotations.NullMarked;
