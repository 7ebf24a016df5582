package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node: one supervisor process in namespaces of its own, in which everything else of the
 * embedded cluster runs.
 *
 * <p>It ends when its standard input does, hence with this JVM at the latest, however that ends. As
 * it is the first process of a PID namespace, the kernel then ends all others in it, and with them
 * their mounts and network namespaces. Nothing of the node is outside of it: its files are on a
 * tmpfs that only it has mounted. The supervisor's last arguments are {@code cortex-local-node} and
 * the process id of the JVM that started it.
 */
public final class LinuxNode implements AutoCloseable {

  /** The argument by which a node's supervisor can be told from other processes. */
  public static final String MARK = "cortex-local-node";

  private static final Logger LOG = LoggerFactory.getLogger(LinuxNode.class);

  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration END = Duration.ofSeconds(10);
  private static final String CONNECTOR_READY = "dial ready";
  private static final String DIRECTORY = "/run/cortex-local";
  private static final List<String> SCRIPTS =
      List.of("node.sh", "dial.pl", "sandbox.sh", "container.pl", "machine-files.pl", "exec.pl");
  private static final String FILTER = "seccomp.bpf";
  private static final String HOST_NETWORK = DIRECTORY + "/host-net";

  private static final String FIRST_STAGE =
      """
      set -eu
      umask 022
      mount -t tmpfs -o mode=0755,nosuid,nodev cortex-local /run
      mkdir -p DIRECTORY/pods DIRECTORY/root
      if [ "$1" = ROOT ]; then
        : >HOST_NETWORK
        mount --bind /proc/self/ns/net HOST_NETWORK
      fi
      echo mounted
      read -r _
      exec unshare --net -- bash DIRECTORY/node.sh "$0" "$2"
      """
          .replace("HOST_NETWORK", HOST_NETWORK)
          .replace("DIRECTORY", DIRECTORY);

  /** What a tool says that was killed with the node is no reason for its end. */
  private static final String OWN_WORDS = "the connector ";

  private final NodeMode mode;
  private final Process supervisor;
  private final BlockingQueue<Optional<String>> said = new LinkedBlockingQueue<>();
  private volatile boolean ready;
  private volatile String lastWords = "";
  private long pid;

  private LinuxNode(NodeMode mode, Process supervisor) {
    this.mode = mode;
    this.supervisor = supervisor;
  }

  /**
   * Starts a node, and returns once pods can be made in it.
   *
   * @throws RuntimeFailure when this machine does not allow it, with its own message
   */
  public static LinuxNode start(NodeMode mode) {
    List<String> command = new ArrayList<>(List.of("setsid", "unshare"));
    command.addAll(mode.unshareOptions());
    command.addAll(
        List.of("--pid", "--fork", "--kill-child", "--mount", "--ipc", "--uts", "--mount-proc"));
    command.addAll(List.of("--", "bash", "-c", FIRST_STAGE, MARK, mode.name()));
    command.add(Long.toString(ProcessHandle.current().pid()));
    LinuxNode node;
    try {
      node = new LinuxNode(mode, HostTools.process(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new RuntimeFailure("The embedded node cannot be started: " + e.getMessage(), e);
    }
    try {
      node.setUp();
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  private void setUp() {
    Thread reader = new Thread(this::read, MARK + "-" + supervisor.pid());
    reader.setDaemon(true);
    reader.start();
    Deadline deadline = Deadline.after(START);
    awaitLines(List.of("mounted"), deadline);
    pid =
        supervisor
            .children()
            .findFirst()
            .orElseThrow(() -> new RuntimeFailure("The embedded node ended while it started."))
            .pid();
    try {
      for (String script : SCRIPTS) {
        Files.write(files().resolve(script), HostTools.script(script));
      }
      Files.write(files().resolve(FILTER), SystemCallFilter.of(System.getProperty("os.arch")));
      OutputStream go = supervisor.getOutputStream();
      go.write('\n');
      go.flush();
    } catch (IOException e) {
      throw new RuntimeFailure("The embedded node cannot be given its files: " + e, e);
    }
    awaitLines(List.of("network ready", CONNECTOR_READY), deadline);
    ready = true;
    ConnectorWatch.start(supervisor, files().resolve("dial.sock"));
  }

  private void awaitLines(List<String> expected, Deadline deadline) {
    List<String> missing = new ArrayList<>(expected);
    List<String> other = new ArrayList<>();
    try {
      while (!missing.isEmpty()) {
        Optional<String> line = said.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        if (line == null) {
          throw new RuntimeFailure(
              "The embedded node did not start within %d s: no \"%s\".%s"
                  .formatted(START.toSeconds(), missing.get(0), said(other)));
        }
        if (line.isEmpty()) {
          throw new RuntimeFailure("The embedded node could not start." + said(other));
        }
        if (!missing.remove(line.get())) {
          other.add(line.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RuntimeFailure("interrupted while the embedded node started", e);
    }
    other.forEach(line -> LOG.warn("embedded node: {}", line));
  }

  private static String said(List<String> lines) {
    return lines.isEmpty() ? "" : " It said:\n" + String.join("\n", lines);
  }

  private void read() {
    try (InputStream output = supervisor.getInputStream()) {
      new OutputLines(this::line).read(output);
    } catch (IOException e) {
      LOG.debug("the embedded node's output ended", e);
    } finally {
      said.add(Optional.empty());
    }
  }

  private void line(String line) {
    if (ready && line.equals(CONNECTOR_READY)) {
      LOG.warn("embedded node: the connector is back");
    } else if (ready) {
      LOG.warn("embedded node: {}", line);
      lastWords = line.startsWith(OWN_WORDS) ? line : lastWords;
    } else {
      said.add(Optional.of(line));
    }
  }

  /** Returns what the node said last once it was ready; empty when it said nothing. */
  public String lastWords() {
    return lastWords;
  }

  /** Returns how it came by its privileges. */
  public NodeMode mode() {
    return mode;
  }

  /** Returns the supervisor's process id, as this machine sees it. */
  public long pid() {
    return pid;
  }

  /** Returns the node's process table, as this JVM reaches it: by the node's process ids. */
  Path processes() {
    return Path.of("/proc/" + pid + "/root/proc");
  }

  /** Returns the directory of the node's files, as this JVM reaches it. */
  public Path files() {
    return Path.of("/proc/" + pid + "/root" + DIRECTORY);
  }

  /** Returns the same directory as {@link #files}, as processes in the node see it. */
  public String directory() {
    return DIRECTORY;
  }

  /**
   * Returns an empty directory, over which each container mounts what its root is made of, unseen
   * by all others.
   */
  String root() {
    return DIRECTORY + "/root";
  }

  /** Returns the file of the {@link SystemCallFilter}, as processes in the node see it. */
  String filter() {
    return DIRECTORY + "/" + FILTER;
  }

  /**
   * Returns a file in the node through which a process there can open this machine's network
   * namespace. Only there as {@link NodeMode#ROOT}.
   */
  public String hostNetwork() {
    return HOST_NETWORK;
  }

  /** Returns the network namespace of a pod, as a file in the node. */
  public String network(Entry.Pod pod) {
    return DIRECTORY + "/pods/" + pod.id() + "/net";
  }

  /**
   * Returns what to put before a command to have it run in the node. What is started so must not
   * outlive the node's {@link #close}; the kernel sees to that. It is in a session of its own,
   * which a terminal's interrupt does not reach.
   */
  public List<String> enter(Entry where) {
    List<String> command = new ArrayList<>(List.of("setsid", "nsenter", "--target", pid + ""));
    command.addAll(mode.nsenterOptions());
    command.addAll(List.of("--mount", "--pid", "--uts"));
    if (where instanceof Entry.Pod pod) {
      Path namespaces = files().resolve("pods").resolve(pod.id());
      command.add("--net=" + namespaces.resolve("net"));
      command.add("--ipc=" + namespaces.resolve("ipc"));
    } else {
      command.add("--ipc");
    }
    if (where instanceof Entry.Node) {
      command.add("--net");
    }
    command.add("--");
    return command;
  }

  /** Returns this machine's name, which is the node's too. */
  public String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      throw new RuntimeFailure("This machine's name cannot be read: " + e, e);
    }
  }

  /** Returns what is done once the node has ended, for whatever reason. */
  public CompletableFuture<Void> onExit() {
    return supervisor.onExit().thenAccept(ended -> {});
  }

  /** Returns whether the node still runs. */
  public boolean alive() {
    return supervisor.isAlive();
  }

  /** Ends the node and everything in it, and returns once it is gone. Never throws. */
  @Override
  public void close() {
    try {
      supervisor.getOutputStream().close();
    } catch (IOException e) {
      LOG.debug("the embedded node had ended already", e);
    }
    boolean interrupted = false;
    Deadline deadline = Deadline.after(END);
    while (supervisor.isAlive()) {
      try {
        if (!supervisor.waitFor(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
          LOG.warn("the embedded node did not end within {} s; it is killed", END.toSeconds());
          supervisor.destroyForcibly();
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return MARK + " " + supervisor.pid();
  }
}
