package io.cortexlocal.cli.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of a directory that do not count: those that its {@code .dockerignore} names, in
 * Docker's grammar, and those that editors, version control and Python make.
 */
public final class DockerIgnore {

  /** The name of the file. */
  public static final String FILE_NAME = ".dockerignore";

  private static final List<String> ALWAYS =
      List.of(
          "**/.git",
          "**/.hg",
          "**/.svn",
          "**/.idea",
          "**/.vscode",
          "**/__pycache__",
          "**/*.py[co]",
          "**/*.sw[a-p]",
          "**/.#*",
          "**/#*#",
          "**/*~",
          "**/4913",
          "**/.DS_Store");

  private final List<Rule> rules;

  private DockerIgnore(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Reads what a directory says; a file that cannot be read says nothing. */
  public static DockerIgnore in(Path directory) {
    try {
      return of(Files.readString(directory.resolve(FILE_NAME), StandardCharsets.ISO_8859_1));
    } catch (IOException none) {
      return of("");
    }
  }

  /** Returns what the text of such a file says. */
  static DockerIgnore of(String text) {
    List<Rule> rules = new ArrayList<>();
    ALWAYS.forEach(pattern -> rules.add(Rule.of(pattern)));
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.equals("!"))
        .map(Rule::of)
        .forEach(rules::add);
    return new DockerIgnore(rules);
  }

  /**
   * Returns whether a file or directory does not count.
   *
   * @param path below the directory
   */
  public boolean ignores(Path path) {
    boolean ignored = false;
    for (Rule rule : rules) {
      if (rule.exception() == ignored && rule.matches(path)) {
        ignored = !rule.exception();
      }
    }
    return ignored;
  }

  /** Returns whether nothing below a directory can count. */
  boolean ignoresAllBelow(Path path) {
    return ignores(path) && rules.stream().noneMatch(Rule::exception);
  }

  /** One line; the last that matches decides. */
  private record Rule(Pattern pattern, boolean exception) {

    static Rule of(String line) {
      boolean exception = line.startsWith("!");
      Path clean = Path.of("/" + (exception ? line.substring(1).strip() : line)).normalize();
      return new Rule(Pattern.compile(regex(clean.toString().substring(1))), exception);
    }

    /** A rule that matches a directory matches what is in it. */
    boolean matches(Path path) {
      for (Path part = path; part != null; part = part.getParent()) {
        if (pattern.matcher(part.toString()).matches()) {
          return true;
        }
      }
      return false;
    }

    private static String regex(String glob) {
      StringBuilder regex = new StringBuilder();
      int at = 0;
      while (at < glob.length()) {
        char sign = glob.charAt(at);
        if (glob.startsWith("**/", at)) {
          regex.append("(?:.*/)?");
          at += 3;
          continue;
        }
        if (glob.startsWith("**", at)) {
          regex.append(".*");
          at += 2;
          continue;
        }
        int end = sign == '[' ? glob.indexOf(']', at + 2) : -1;
        if (end > 0) {
          regex.append(glob, at, end + 1);
          at = end + 1;
          continue;
        }
        switch (sign) {
          case '*' -> regex.append("[^/]*");
          case '?' -> regex.append("[^/]");
          case '\\' -> {
            at = Math.min(at + 1, glob.length() - 1);
            regex.append(Pattern.quote(glob.substring(at, at + 1)));
          }
          default -> regex.append(Pattern.quote(String.valueOf(sign)));
        }
        at++;
      }
      return regex.toString();
    }
  }
}
