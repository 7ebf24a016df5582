/** The library's entry: a cluster, and the APIs that are deployed to it. */
@NullMarked
package io.cortexlocal;

import org.jspecify.annotations.NullMarked;
