package io.cortexlocal.cluster.embedded.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What there is in a node at a moment. */
record NodeState(List<String> commandLines, int mounts, int interfaces, List<String> files) {

  static NodeState of(LinuxNode node) throws IOException {
    Path supervisor = Path.of("/proc", Long.toString(node.pid()));
    return new NodeState(
        commandLines(node.processes()),
        ownMounts(Files.readAllLines(supervisor.resolve("mounts"))),
        Files.readAllLines(supervisor.resolve("net/dev")).size(),
        list(node.files().resolve("pods")));
  }

  /** Mounts of the machine go from the node too when Docker removes what they are mounted on. */
  private static int ownMounts(List<String> mounts) {
    return (int) mounts.stream().filter(line -> line.contains("cortex-local")).count();
  }

  private static List<String> commandLines(Path processes) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : list(processes)) {
      if (name.matches("[0-9]+")) {
        try {
          byte[] bytes = Files.readAllBytes(processes.resolve(name).resolve("cmdline"));
          lines.add(new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip());
        } catch (IOException e) {
          if (Files.exists(processes.resolve(name))) {
            throw e;
          }
        }
      }
    }
    return lines;
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
