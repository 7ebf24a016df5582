/** Where a local cluster is known to differ from Cortex. */
package io.cortexlocal.fidelity;
