package io.cortexlocal.incluster;

import io.cortexlocal.cluster.Programs;
import java.security.Security;
import java.util.List;

/** Runs a program in a container of a real cluster. */
public final class Main {

  private Main() {}

  /**
   * Runs until the program or the process is ended.
   *
   * @param arguments the program's name, and its own arguments
   */
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      System.err.println("usage: Main PROGRAM [ARGUMENT...]");
      System.exit(2);
    }
    // A Service's name that is not there yet is there a moment later.
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    List<String> words = List.of(arguments);
    try (ContainerContext context = new ContainerContext(words.subList(1, words.size()))) {
      Programs.run(words.get(0), context);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }
}
