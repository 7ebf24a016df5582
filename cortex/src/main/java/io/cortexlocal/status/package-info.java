/** What a pod is doing, in Cortex's words, and the evidence for it. */
package io.cortexlocal.status;
