package io.cortexlocal.junit;

import io.cortexlocal.RealtimeApi;
import io.cortexlocal.TrafficSplitter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The APIs that a test sees: those of its class, then those of the classes around it.
 *
 * @param classes the innermost first
 */
record VisibleApis(List<ClassApis> classes) {

  VisibleApis {
    classes = List.copyOf(classes);
  }

  /**
   * Returns the same as it is seen from a class: what a method of an enclosing class means is that
   * class's, also when it runs for a test of a nested one.
   *
   * @param declaring the class that has the parameter or the field
   */
  VisibleApis from(Class<?> declaring) {
    int nearest = 0;
    while (nearest < classes.size()
        && !declaring.isAssignableFrom(classes.get(nearest).testClass())) {
      nearest++;
    }
    List<ClassApis> seen = new ArrayList<>(classes);
    Collections.rotate(seen, -nearest);
    return new VisibleApis(seen);
  }

  /** Returns all of them. */
  List<RealtimeApi> all() {
    return classes.stream().flatMap(apis -> apis.all().stream()).toList();
  }

  ApiNames names() {
    return ApiNames.of(classes.stream().map(ClassApis::names).toList());
  }

  /**
   * Finds the API that a parameter or field is meant to receive.
   *
   * @see ApiNames#choose
   */
  RealtimeApi find(String wanted, Optional<String> javaName) {
    List<RealtimeApi> all = all();
    if (all.isEmpty()) {
      throw none();
    }
    String name = names().choose(wanted, javaName);
    return all.stream().filter(api -> api.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * Finds the TrafficSplitter that a parameter or field is meant to receive.
   *
   * @see ApiNames#choose
   */
  TrafficSplitter findSplitter(String wanted, Optional<String> javaName) {
    List<TrafficSplitter> all =
        classes.stream().flatMap(apis -> apis.splitters().stream()).toList();
    String name =
        ApiNames.ofSplitters(classes.stream().map(ClassApis::splitterNames).toList())
            .choose(wanted, javaName);
    return all.stream().filter(splitter -> splitter.name().equals(name)).findFirst().orElseThrow();
  }

  ExtensionConfigurationException none() {
    return new ExtensionConfigurationException(
        "no API is deployed for %s: put @CortexApi on the class"
            .formatted(classes.get(0).testClass().getName()));
  }
}
