package io.cortexlocal.cluster.embedded.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirstTests {
  @ParameterizedTest
  @EnumSource(NodeMode.class)
  void all(NodeMode mode) throws Exception {
    long t0 = System.nanoTime();
    System.out.println(NodeRequirements.ofThisMachine().check(java.util.Optional.of(mode)));
    System.out.println("req " + (System.nanoTime() - t0) / 1000);
    for (int k = 0; k < 3; k++) {
      t0 = System.nanoTime();
      try (TestNode node = new TestNode(mode)) {
        System.out.println("node " + (System.nanoTime() - t0) / 1000);
        t0 = System.nanoTime();
        LinuxSandbox pod = node.pod("a");
        System.out.println("pod " + (System.nanoTime() - t0) / 1000);
        t0 = System.nanoTime();
        TestNode.Started c =
            TestNode.shell(
                pod,
                "id; hostname; cat /etc/hosts; ls -la / /dev /dev/shm; ls /sys/class/net; grep Cap /proc/self/status; ps aux; env; exit 3");
        System.out.println("container " + (System.nanoTime() - t0) / 1000);
        System.out.println(c.output());
        assertThat(c.code()).isEqualTo(3);
        for (int[] u : new int[][] {{0, 0}, {1000, 1001}, {0, 5}}) {
          var s = new TestNode.Container("s", "sleep", "100").user(u[0], u[1]).start(pod);
          System.out.println(
              s.container()
                  .exec(
                      List.of(
                          "bash",
                          "-c",
                          "id; grep -E 'Cap|Pdeath|NoNew' /proc/self/status; ps ax; echo err >&2; exit 4"),
                      Duration.ofSeconds(5)));
          s.container().kill();
          System.out.println(s.code());
        }
      }
    }
  }
}
