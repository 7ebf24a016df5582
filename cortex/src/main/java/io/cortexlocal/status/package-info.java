/** What a pod is doing, in Cortex's words, and the evidence for it. */
@NullMarked
package io.cortexlocal.status;

import org.jspecify.annotations.NullMarked;
