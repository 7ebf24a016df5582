/**
 * Reads a running embedded cluster from another process of the same user, without an API server:
 * one request and one answer per connection to a unix socket among the node's files.
 */
package io.cortexlocal.cluster.embedded.inspect;
