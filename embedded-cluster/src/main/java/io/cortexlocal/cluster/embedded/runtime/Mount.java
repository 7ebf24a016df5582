package io.cortexlocal.cluster.embedded.runtime;

import java.util.Optional;

/**
 * Where a container sees a volume.
 *
 * @param volume the volume's name
 * @param path absolute, in the container
 * @param subPath one file or directory of the volume, in place of all of it
 */
public record Mount(String volume, String path, Optional<String> subPath, boolean readOnly) {}
