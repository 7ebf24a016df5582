package io.cortexlocal.inflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The query that Cortex's autoscaler asks Prometheus. */
class GaugeSeriesTests {

  @Test
  void averagesTheTotalOfAllReplicas() {
    assertThat(GaugeSeries.average(List.of(series(2, 4, 6), series(1, 1, 1)), 0)).hasValue(5);
  }

  @Test
  void aSampleThatIsMissingCountsAsZero() {
    assertThat(GaugeSeries.average(List.of(series(3, 3, 3), series(6)), 0)).hasValue(5);
  }

  @Test
  void countsWhatWasScrapedWithinTheWindowOnly() {
    GaugeSeries series = series(100, 2, 4);

    assertThat(GaugeSeries.average(List.of(series), 1)).hasValue(3);
    assertThat(GaugeSeries.average(List.of(series), 3)).isEmpty();
    assertThat(GaugeSeries.average(List.of(), 0)).isEmpty();
  }

  @Test
  void forgets() {
    GaugeSeries series = series(100, 2, 4);

    assertThat(series.forget(1)).isFalse();
    assertThat(GaugeSeries.average(List.of(series), 0)).hasValue(3);
    assertThat(series.forget(3)).isTrue();
  }

  private static GaugeSeries series(double... values) {
    GaugeSeries series = new GaugeSeries();
    for (int i = 0; i < values.length; i++) {
      series.add(i + 1, values[i]);
    }
    return series;
  }
}
