/** Brings APIs into a cluster, follows what becomes of them, and takes them out again. */
package io.cortexlocal.deploy;
