/** The commands that read a running embedded cluster, as kubectl reads others. */
package io.cortexlocal.cli.cluster;
