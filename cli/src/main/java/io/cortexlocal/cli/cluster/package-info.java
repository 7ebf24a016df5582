/** The commands that read a running embedded cluster, as kubectl reads others. */
@NullMarked
package io.cortexlocal.cli.cluster;

import org.jspecify.annotations.NullMarked;
