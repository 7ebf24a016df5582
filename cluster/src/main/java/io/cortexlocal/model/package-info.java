/** Kinds of objects that the models of Kubernetes' own do not have. */
@NullMarked
package io.cortexlocal.model;

import org.jspecify.annotations.NullMarked;
