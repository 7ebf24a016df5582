package io.cortexlocal.config.cluster;

import java.util.Optional;

/**
 * A group of equal instances.
 *
 * @param capacity what one instance has; empty for an instance type that is not in our table
 */
public record NodeGroup(String name, String instanceType, Optional<InstanceCapacity> capacity) {}
