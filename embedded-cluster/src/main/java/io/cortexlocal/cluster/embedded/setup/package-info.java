/** What the embedded cluster needs of a machine before it can start, and how it is put there. */
package io.cortexlocal.cluster.embedded.setup;
