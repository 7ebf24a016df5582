package io.cortexlocal.cluster;

import java.util.ServiceLoader;
import org.apiguardian.api.API;

/** The programs on the class path. */
@API(status = API.Status.INTERNAL)
public final class Programs {

  private Programs() {}

  /**
   * Runs the program that a container's arguments name.
   *
   * @param name of the program
   * @throws IllegalArgumentException naming those that there are, when it is none of them
   * @throws Exception what the program throws
   */
  public static void run(String name, ProgramContext context) throws Exception {
    for (Program program : ServiceLoader.load(Program.class, Program.class.getClassLoader())) {
      if (program.name().equals(name)) {
        program.run(context);
        return;
      }
    }
    throw new IllegalArgumentException(
        "there is no program %s; there are: %s"
            .formatted(
                name,
                ServiceLoader.load(Program.class, Program.class.getClassLoader()).stream()
                    .map(provider -> provider.get().name())
                    .sorted()
                    .toList()));
  }
}
