package io.cortexlocal.image;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which names a variable of a container may have. */
final class VariableName {

  /** What Kubernetes took before it took nearly everything, and with it that of Cortex 0.42. */
  private static final Pattern ALLOWED = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

  /** A name is part of a Secret's key, which has at most 253 characters, with a container's. */
  private static final int LONGEST = 160;

  private static final Pattern RESERVED = Pattern.compile("(CORTEX_|KUBEXIT_).*");

  private VariableName() {}

  /** Returns why a variable cannot have a name; nothing but the name is in it. */
  static Optional<String> problem(String name) {
    if (!ALLOWED.matcher(name).matches()) {
      return Optional.of(
          "\"%s\" cannot be a variable's name: expected letters, digits, '_', '-' and '.', and no digit first"
              .formatted(shown(name)));
    }
    if (name.length() > LONGEST) {
      return Optional.of(
          "\"%s…\" cannot be a variable's name: it has more than %d characters"
              .formatted(name.substring(0, 20), LONGEST));
    }
    return RESERVED.matcher(name).matches()
        ? Optional.of(
            name + ": environment variables starting with CORTEX_ or KUBEXIT_ are reserved")
        : Optional.empty();
  }

  /** After an equals sign there may be a value. */
  private static String shown(String name) {
    int end = name.indexOf('=');
    return (end < 0 ? name : name.substring(0, end) + "=…").replace('\0', '?');
  }
}
