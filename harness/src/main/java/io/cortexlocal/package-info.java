/** The library's entry: a cluster, and the APIs that are deployed to it. */
package io.cortexlocal;
