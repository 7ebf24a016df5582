package io.cortexlocal.cluster.embedded.linux;

import java.nio.file.Path;
import java.util.Optional;

/** What {@link NodeRequirements} asks of the machine. */
interface Machine {

  /** Returns the operating system's name, as Java has it. */
  String system();

  /** Returns the processor's architecture, as Java has it. */
  String architecture();

  /** Returns whether we are root. */
  boolean root();

  /** Returns where a program is, if it is there. */
  Optional<Path> find(String program);

  /** Returns whether a program is there. */
  default boolean has(String program) {
    return find(program).isPresent();
  }

  /** Returns whether a device is there, and we may use it. */
  boolean device(String path);

  /** Returns a kernel setting, such as {@code user.max_user_namespaces}, if there is such a one. */
  Optional<String> setting(String name);

  /** Makes the namespaces of a node and gives them up again; returns the reason if it cannot. */
  Optional<String> tryNamespaces(NodeMode mode);
}
