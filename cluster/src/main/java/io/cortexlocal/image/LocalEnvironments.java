package io.cortexlocal.image;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The variables that containers get on this machine.
 *
 * @param byApi by the API's name
 * @param files from which some of them were read, absolute, also those that need not be there
 */
record LocalEnvironments(Map<String, LocalEnvironment> byApi, Set<Path> files) {

  static final LocalEnvironments NONE = new LocalEnvironments(Map.of(), Set.of());

  LocalEnvironments {
    byApi = Map.copyOf(byApi);
    files = Set.copyOf(files);
  }

  /** Returns these and, where both know an API, what the other says of it. */
  LocalEnvironments with(LocalEnvironments other) {
    Map<String, LocalEnvironment> all = new HashMap<>(byApi);
    all.putAll(other.byApi);
    Set<Path> allFiles = new HashSet<>(files);
    allFiles.addAll(other.files);
    return new LocalEnvironments(all, allFiles);
  }
}
