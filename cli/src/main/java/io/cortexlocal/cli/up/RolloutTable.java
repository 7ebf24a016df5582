package io.cortexlocal.cli.up;

import io.cortexlocal.observe.Rollout;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** One row for each API, written over the rows before on a terminal. */
final class RolloutTable implements RolloutView {

  private static final String CLEAR_LINE = "\u001B[2K";

  private final PrintWriter out;
  private final String indent;
  private List<String> shown = List.of();

  RolloutTable(PrintWriter out, String indent) {
    this.out = out;
    this.indent = indent;
  }

  @Override
  public void show(List<Rollout> rollouts) {
    int width = rollouts.stream().mapToInt(it -> it.api().length()).max().orElse(1);
    List<String> rows =
        rollouts.stream()
            .map(
                it ->
                    String.format(
                        Locale.ROOT,
                        "%s%-" + width + "s  %s",
                        indent,
                        it.api(),
                        RolloutText.of(it)))
            .toList();
    if (rows.equals(shown)) {
      return;
    }
    if (!shown.isEmpty()) {
      out.print("\u001B[" + shown.size() + "A");
    }
    rows.forEach(row -> out.print(CLEAR_LINE + row + "\n"));
    for (int i = rows.size(); i < shown.size(); i++) {
      out.print(CLEAR_LINE + "\n");
    }
    out.flush();
    shown = rows;
  }

  @Override
  public void end() {
    shown = List.of();
  }
}
