/** Writes files for old versions of Cortex anew. */
package io.cortexlocal.config.migration;
