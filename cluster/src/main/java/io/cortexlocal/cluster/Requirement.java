package io.cortexlocal.cluster;

import java.util.List;
import org.apiguardian.api.API;

/**
 * One thing that a backend needs of this machine.
 *
 * @param name of what is needed, such as a program's
 * @param met whether it is there and can be used
 * @param detail where it is or which one, when it is met; else what is wrong
 * @param remedies what to try, each a sentence or a command; empty when it is met
 */
@API(status = API.Status.INTERNAL)
public record Requirement(String name, boolean met, String detail, List<String> remedies) {

  public Requirement {
    remedies = List.copyOf(remedies);
  }

  /** Returns one that is met. */
  public static Requirement met(String name, String detail) {
    return new Requirement(name, true, detail, List.of());
  }

  /** Returns one that is not met. */
  public static Requirement lacking(String name, String lack, String... remedies) {
    return new Requirement(name, false, lack, List.of(remedies));
  }
}
