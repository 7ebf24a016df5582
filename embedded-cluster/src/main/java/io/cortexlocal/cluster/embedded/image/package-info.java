/** Images as the embedded node runs them: a root file system, and what the image says of itself. */
package io.cortexlocal.cluster.embedded.image;
