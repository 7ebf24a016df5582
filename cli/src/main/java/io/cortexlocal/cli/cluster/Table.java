package io.cortexlocal.cli.cluster;

import io.cortexlocal.cli.report.ReportText;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, as kubectl aligns them: three spaces between columns. */
public final class Table {

  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param headings of the columns
   */
  public Table(List<String> headings) {
    rows.add(headings);
  }

  /** Adds a row, with a cell for each heading. */
  public void add(List<String> row) {
    rows.add(row.stream().map(ReportText::line).toList());
  }

  /** Returns the lines, each with its line feed. */
  public String text() {
    int columns = rows.get(0).size();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i));
        if (i < columns - 1) {
          line.append(" ".repeat(width(i) - length(row.get(i)))).append(GAP);
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
