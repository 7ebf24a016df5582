package io.cortexlocal.cli.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The files of a directory that do not count: those that its {@code .dockerignore} names, in
 * Docker's grammar, and those that editors, version control and Python make.
 */
public final class DockerIgnore {

  /** The name of the file. */
  public static final String FILE_NAME = ".dockerignore";

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final List<String> ALWAYS =
      List.of(
          "**/.git",
          "**/.hg",
          "**/.svn",
          "**/.idea",
          "**/.vscode",
          "**/__pycache__",
          "**/.pytest_cache",
          "**/.mypy_cache",
          "**/.ruff_cache",
          "**/.ipynb_checkpoints",
          "**/*.py[co]",
          "**/*.sw[a-p]",
          "**/.#*",
          "**/#*#",
          "**/*~",
          "**/4913",
          "**/.DS_Store");

  private final List<Rule> rules;
  private final List<String> unreadable;

  private DockerIgnore(List<Rule> rules, List<String> unreadable) {
    this.rules = List.copyOf(rules);
    this.unreadable = List.copyOf(unreadable);
  }

  /** Reads what a directory says; a file that cannot be read says nothing. */
  public static DockerIgnore in(Path directory) {
    try {
      byte[] content = Files.readAllBytes(directory.resolve(FILE_NAME));
      return of(new String(content, StandardCharsets.UTF_8));
    } catch (IOException none) {
      return of("");
    }
  }

  /** Returns what the text of such a file says. */
  static DockerIgnore of(String text) {
    List<Rule> rules = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    ALWAYS.forEach(pattern -> rules.add(Rule.of(pattern)));
    (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.equals("!"))
        .forEach(
            line -> {
              try {
                rules.add(Rule.of(line));
              } catch (PatternSyntaxException e) {
                unreadable.add(line);
              }
            });
    return new DockerIgnore(rules, unreadable);
  }

  /** Returns the lines that are in no grammar, such as {@code [z-a]}; they name no file. */
  List<String> unreadable() {
    return unreadable;
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
      String glob = clean(exception ? line.substring(1).strip() : line);
      return new Rule(Pattern.compile(regex(glob)), exception);
    }

    /** Not a Path, which cannot hold any text in any locale. */
    private static String clean(String glob) {
      Deque<String> parts = new ArrayDeque<>();
      for (String part : glob.split("/", -1)) {
        if (part.equals("..")) {
          parts.pollLast();
        } else if (!part.isEmpty() && !part.equals(".")) {
          parts.addLast(part);
        }
      }
      return String.join("/", parts);
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
          regex.append(group(glob.substring(at + 1, end)));
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

    /** Java gives more signs a meaning in a group than Go does. */
    private static String group(String signs) {
      StringBuilder group = new StringBuilder("[");
      for (int at = 0; at < signs.length(); at++) {
        char sign = signs.charAt(at);
        boolean literal = sign == '\\' && at + 1 < signs.length();
        if (literal) {
          at++;
          sign = signs.charAt(at);
        }
        boolean means = !literal && (sign == '-' || (sign == '^' && at == 0));
        group.append(!means && "[]&^-\\".indexOf(sign) >= 0 ? "\\" : "").append(sign);
      }
      return group.append(']').toString();
    }
  }
}
