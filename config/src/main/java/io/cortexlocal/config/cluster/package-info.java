/** What a {@code cluster.yaml} says about the cluster that an API would be deployed to. */
@NullMarked
package io.cortexlocal.config.cluster;

import org.jspecify.annotations.NullMarked;
