package io.cortexlocal.cluster.embedded.linux;

import static io.cortexlocal.cluster.embedded.linux.TestNode.mount;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import io.cortexlocal.cluster.embedded.linux.TestNode.Started;
import java.time.Duration;
import java.util.List;

/** What tests run in a JVM of its own: nodes with pods. */
final class NodeProgram {

  private NodeProgram() {}

  /** Takes a mode, perhaps {@code outside}, and {@code once} or {@code forever}. */
  public static void main(String[] arguments) throws Exception {
    NodeMode mode = NodeMode.valueOf(arguments[0]);
    Reach reach = arguments[1].equals("outside") ? Reach.OUTSIDE : Reach.CLUSTER;
    boolean once = arguments[arguments.length - 1].equals("once");
    System.out.println("begin");
    do {
      run(mode, reach);
    } while (!once);
  }

  private static void run(NodeMode mode, Reach reach) throws Exception {
    try (TestNode node = new TestNode(mode, reach)) {
      System.out.println("node " + node.node.pid());
      LinuxSandbox one = node.pod("one");
      LinuxSandbox two = node.pod("two");
      Started app =
          new Container("app", "bash", "-c", "echo hello >/mnt/x; sleep 1000 & sleep 1000")
              .mounts(mount("mnt", "/mnt"))
              .start(one);
      Started user =
          new Container("user", "bash", "-c", "trap '' TERM; id -u; sleep 1000 & sleep 1000")
              .user(1000, 1000)
              .start(two);
      System.out.println("uid " + user.line());
      String output =
          app.container().exec(List.of("cat", "/etc/hostname"), Duration.ofSeconds(20)).output();
      System.out.println("exec " + output.strip());
      two.close();
      System.out.println("stopping");
    }
    System.out.println("stopped");
  }
}
