/** Where a local cluster is known to differ from Cortex. */
@NullMarked
package io.cortexlocal.fidelity;

import org.jspecify.annotations.NullMarked;
