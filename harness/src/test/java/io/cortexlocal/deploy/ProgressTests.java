package io.cortexlocal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTests {

  @Test
  void saysSomethingOncePerPeriod() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    List<String> said = new ArrayList<>();
    Progress progress = new Progress(Duration.ofSeconds(10), now::get, said::add);

    progress.say(() -> "at once");
    now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    progress.say(() -> "too early");
    now.addAndGet(1);
    progress.say(() -> "first");
    progress.say(() -> "again");
    now.addAndGet(Duration.ofSeconds(25).toNanos());
    progress.say(() -> "second");

    assertThat(said).containsExactly("first", "second");
  }
}
