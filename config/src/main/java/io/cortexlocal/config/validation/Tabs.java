package io.cortexlocal.config.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.yaml.InvalidYamlException;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.YamlDocument;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Tabs at the start of lines, as spaces. */
final class Tabs {

  private static final int[] WIDTHS = {2, 4, 8, 3, 1};

  /** A text of several lines, whose own tabs have to stay. */
  private static final Pattern BLOCK_TEXT = Pattern.compile("[|>][-+0-9]*\\s*(?:#.*)?$");

  private Tabs() {}

  /** Returns the change with the width at which the file is a list; empty where none does it. */
  static List<Fix> replaced(Source source) {
    for (int line = 1; line <= source.lines(); line++) {
      if (BLOCK_TEXT.matcher(source.line(line)).find()) {
        return List.of();
      }
    }
    for (int width : WIDTHS) {
      if (isList(written(source, width))) {
        return List.of(new Fix("indent with spaces", edits(source, width)));
      }
    }
    return List.of();
  }

  private static List<Edit> edits(Source source, int width) {
    List<Edit> edits = new ArrayList<>();
    for (int number = 1; number <= source.lines(); number++) {
      String indentation = indentation(source.line(number));
      if (indentation.indexOf('\t') >= 0) {
        edits.add(
            new Edit(number, 1, number, indentation.length() + 1, spaces(indentation, width)));
      }
    }
    return edits;
  }

  private static String written(Source source, int width) {
    StringBuilder text = new StringBuilder();
    for (int number = 1; number <= source.lines(); number++) {
      String line = source.line(number);
      String indentation = indentation(line);
      text.append(spaces(indentation, width)).append(line, indentation.length(), line.length());
      text.append('\n');
    }
    return text.toString();
  }

  private static String indentation(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }

  private static String spaces(String indentation, int width) {
    return indentation.replace("\t", " ".repeat(width));
  }

  private static boolean isList(String text) {
    try {
      return YamlDocument.read(text.getBytes(UTF_8)).value() instanceof Sequence;
    } catch (InvalidYamlException | StackOverflowError e) {
      return false;
    }
  }
}
