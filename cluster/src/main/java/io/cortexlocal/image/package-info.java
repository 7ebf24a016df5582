/** What an image name means on this machine, and how the image gets into a cluster. */
package io.cortexlocal.image;
