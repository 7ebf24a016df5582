/** How images are named. */
package io.cortexlocal.reference;
