package io.cortexlocal.config.validation;

import io.cortexlocal.config.schema.CortexText;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands that a shell would understand, where there is no shell. */
final class CommandWarnings {

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "ash", "dash", "zsh", "ksh", "busybox");

  private static final List<String> EXECUTING =
      List.of("liveness_probe", "readiness_probe", "pre_stop");

  private final Report report;

  CommandWarnings(Report report) {
    this.report = report;
  }

  void check(SectionValue container) {
    boolean shell =
        isShell(container.texts("command").orElse(List.of()))
            || isShell(container.texts("args").orElse(List.of()));
    checkLine(container, "command");
    if (!shell) {
      Set<String> known = container.textMap("env").keySet();
      checkVariables(container, "command", known, true);
      checkVariables(container, "args", known, true);
    }
    checkEnvironment(container);
    for (String name : EXECUTING) {
      SectionValue section = container.section(name).orElse(null);
      SectionValue exec = section == null ? null : section.section("exec").orElse(null);
      if (exec != null) {
        exec(exec);
      }
    }
  }

  private void exec(SectionValue exec) {
    checkLine(exec, "command");
    if (!isShell(exec.texts("command").orElse(List.of()))) {
      checkVariables(exec, "command", Set.of(), false);
    }
  }

  private static boolean isShell(List<String> command) {
    for (String word : command) {
      if (SHELLS.contains(word.substring(word.lastIndexOf('/') + 1))) {
        return true;
      }
    }
    return false;
  }

  private void checkLine(SectionValue section, String key) {
    List<String> command = section.texts(key).orElse(List.of());
    if (command.isEmpty() || !isLine(command.get(0))) {
      return;
    }
    String line = command.get(0);
    report.warning(
        section.element(key, 0),
        new Violation(
            Rules.SHELL_LINE,
            List.of(CortexText.quoted(line)),
            Optional.of("write " + key + ": " + asList(command))));
  }

  /** Returns whether a word has spaces that cannot belong to the path of a program. */
  private static boolean isLine(String word) {
    String text = word.strip();
    int space = text.indexOf(' ');
    if (space < 0 && text.indexOf('\n') < 0 && text.indexOf('\t') < 0) {
      return false;
    }
    boolean path = text.startsWith("/") && text.indexOf('/', Math.max(space, 0)) > 0;
    return !path
        || Patterns.SHELL_SYNTAX.matcher(text).find()
        || text.contains(" -")
        || text.contains(" /");
  }

  private static String asList(List<String> command) {
    String line = command.get(0).strip();
    if (command.size() == 1
        && (Patterns.SHELL_SYNTAX.matcher(line).find() || line.matches("(?s).*[\"'\\n\\\\].*"))) {
      return "[\"sh\", \"-c\", " + json(line) + "]";
    }
    StringBuilder list = new StringBuilder("[");
    for (String word : line.split("\\s+", -1)) {
      list.append(list.length() == 1 ? "" : ", ").append(json(word));
    }
    for (String word : command.subList(1, command.size())) {
      list.append(", ").append(json(word));
    }
    return list.append(']').toString();
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private void checkVariables(
      SectionValue section, String key, Set<String> known, boolean expanded) {
    List<String> texts = section.texts(key).orElse(List.of());
    for (int i = 0; i < texts.size(); i++) {
      if (i == 0 && key.equals("command") && isLine(texts.get(0))) {
        continue;
      }
      if (texts.get(i).indexOf('$') < 0) {
        continue;
      }
      Matcher variable = Patterns.VARIABLE.matcher(texts.get(i));
      Matcher placeholder = Patterns.PLACEHOLDER.matcher(texts.get(i));
      boolean meant = false;
      while (!meant && variable.find()) {
        meant = isMeant(variable.group(1), known);
      }
      if (meant) {
        report.warning(
            section.element(key, i),
            new Violation(
                Rules.SHELL_VARIABLE,
                List.of("$" + variable.group(1)),
                Optional.of(instead(variable.group(1), expanded))));
      } else if (placeholder.find()) {
        report.warning(
            section.element(key, i),
            new Violation(
                Rules.PLACEHOLDER,
                List.of(placeholder.group()),
                Optional.of(instead(placeholder.group(1), expanded))));
      }
    }
  }

  /** Returns whether it is the name of a variable, and no word of the program's own language. */
  private static boolean isMeant(String name, Set<String> known) {
    return known.contains(name) || name.equals(name.toUpperCase(Locale.ROOT));
  }

  private static String instead(String name, boolean expanded) {
    return expanded
        ? "write $(" + name + "), which Kubernetes replaces where the container has that variable"
        : "let a shell do it: command: [\"sh\", \"-c\", \"…\"]";
  }

  private void checkEnvironment(SectionValue container) {
    for (Map.Entry<String, String> variable : container.textMap("env").entrySet()) {
      if (variable.getValue().indexOf('$') < 0) {
        continue;
      }
      Matcher placeholder = Patterns.PLACEHOLDER.matcher(variable.getValue());
      if (placeholder.find()) {
        report.warning(
            container.textValue("env", variable.getKey()),
            new Violation(
                Rules.PLACEHOLDER,
                List.of(placeholder.group()),
                Optional.of(
                    "write the value itself, or $(%1$s) where %1$s is another variable of the"
                            .formatted(placeholder.group(1))
                        + " container; envsubst can write the file before it is deployed")));
      }
    }
  }

  /** Compiled for the first file that has anything to match. */
  private static final class Patterns {

    static final Pattern SHELL_SYNTAX = Pattern.compile("[;&|<>`$*?~]|\\bcd\\s");
    static final Pattern VARIABLE = Pattern.compile("(?<![$\\\\])\\$([A-Za-z_][A-Za-z0-9_]*)");
    static final Pattern PLACEHOLDER =
        Pattern.compile("(?<![$\\\\])\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-=?+][^}]{0,200})?\\}");
  }
}
