/** Images as the embedded node runs them: a root file system, and what the image says of itself. */
@NullMarked
package io.cortexlocal.cluster.embedded.image;

import org.jspecify.annotations.NullMarked;
