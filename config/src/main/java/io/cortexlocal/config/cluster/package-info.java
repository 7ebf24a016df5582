/** What a {@code cluster.yaml} says about the cluster that an API would be deployed to. */
package io.cortexlocal.config.cluster;
