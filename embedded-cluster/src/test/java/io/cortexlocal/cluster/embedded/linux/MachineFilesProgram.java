package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.linux.TestNode.Container;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs containers that look at this machine's files, in a mount namespace that a test has made. */
final class MachineFilesProgram {

  private MachineFilesProgram() {}

  /**
   * Takes a mode and the directory in which containers run. Each line of standard input is a user's
   * number and a script of bash, or {@code here} and one that is to be run outside of any
   * container; what each of them writes comes after a line {@code -- N}.
   */
  public static void main(String[] arguments) throws Exception {
    try (TestNode node = new TestNode(NodeMode.valueOf(arguments[0]))) {
      LinuxSandbox pod = node.pod("one");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split(" ", 2);
        System.out.println("-- " + number++);
        System.out.println(
            parts[0].equals("here")
                ? run(parts[1])
                : inContainer(pod, Integer.parseInt(parts[0]), arguments[1], parts[1]));
      }
      System.out.println("-- end");
    }
  }

  private static String inContainer(LinuxSandbox pod, int user, String directory, String script) {
    return new Container("app", "bash", "-c", script)
        .user(user, user)
        .in(directory)
        .mounts(TestNode.mount("mnt", "/mnt"))
        .start(pod)
        .output();
  }

  private static String run(String script) throws Exception {
    Process process =
        HostTools.process(List.of("bash", "-c", script))
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    String output = HostTools.output(process);
    process.waitFor();
    return output;
  }
}
