/** The command that starts a cluster, deploys to it, and keeps it. */
@NullMarked
package io.cortexlocal.cli.up;

import org.jspecify.annotations.NullMarked;
