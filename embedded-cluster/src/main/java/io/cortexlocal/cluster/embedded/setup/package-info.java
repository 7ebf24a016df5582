/** What the embedded cluster needs of a machine before it can start, and how it is put there. */
@NullMarked
package io.cortexlocal.cluster.embedded.setup;

import org.jspecify.annotations.NullMarked;
