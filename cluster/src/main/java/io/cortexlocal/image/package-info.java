/** What an image name means on this machine, and how the image gets into a cluster. */
@NullMarked
package io.cortexlocal.image;

import org.jspecify.annotations.NullMarked;
