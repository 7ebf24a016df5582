/** Amounts as Kubernetes writes them. */
@NullMarked
package io.cortexlocal.quantity;

import org.jspecify.annotations.NullMarked;
