package io.cortexlocal.cluster.embedded.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.embedded.runtime.RunningContainer.Exit;
import io.cortexlocal.time.MovedTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgramContainerTests {

  private final MovedTime time = new MovedTime();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void aProgramHasTheClustersTimeAndItsMomentsAreOfIt() throws Exception {
    PodContext context =
        new PodContext(
            new PodPorts(null, null),
            "10.42.0.2",
            new CompletableFuture<ProgramCluster>(),
            time,
            List.of(),
            List.of(),
            lines::add);

    ProgramContainer container = ProgramContainer.start("no-such-program", context);
    Exit exit = container.exit().get(10, TimeUnit.SECONDS);

    assertThat(context.time()).isSameAs(time);
    assertThat(container.startedAt()).isEqualTo(time.instant());
    assertThat(exit).isEqualTo(new Exit(1, time.instant()));
    assertThat(lines).anyMatch(line -> line.contains("no-such-program"));
  }
}
