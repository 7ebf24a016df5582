package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a node's network to what this machine can connect to: {@code slirp4netns}, an
 * ordinary process of this machine, opens a socket for each connection of a pod. What listens on
 * this machine's loopback is not reached through it. It ends when its standard input does, hence
 * with this JVM at the latest, however that ends.
 */
public final class OutsideNetwork implements AutoCloseable {

  static final String PROGRAM = "slirp4netns";

  /** Where {@code slirp4netns} answers look-ups of names, as this machine would. */
  static final String NAME_SERVER = "10.0.2.3";

  private static final Logger LOG = LoggerFactory.getLogger(OutsideNetwork.class);

  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration END = Duration.ofSeconds(5);
  private static final String WITHOUT = "\nTry: without it, cortex.local.network=cluster";
  private static final String DEVICE = "tap0";

  /**
   * It says on a descriptor of its own when it is ready, and all else on standard error. Its own
   * sandbox is left out: as root, it takes away mounts of this machine whose parent is shared, such
   * as those of Docker's containers.
   */
  private static final String COMMAND =
      "exec %s --configure --disable-host-loopback --exit-fd=0 --ready-fd=3".formatted(PROGRAM)
          + " \"$0\" %s 3>&1 >&2".formatted(DEVICE);

  /** Without proxy ARP nobody on the device would answer for a pod's address. */
  private static final String FORWARD =
      "echo 1 >/proc/sys/net/ipv4/ip_forward && echo 1 >/proc/sys/net/ipv4/conf/%s/proxy_arp"
          .formatted(DEVICE);

  private final Process process;
  private volatile String lastWords = "";
  private volatile boolean closed;

  private OutsideNetwork(Process process) {
    this.process = process;
  }

  /**
   * Connects a node, and returns once packets go to and fro.
   *
   * @throws RuntimeFailure when that is not possible, with what {@code slirp4netns} says
   */
  public static OutsideNetwork start(LinuxNode node) {
    OutsideNetwork network;
    try {
      network =
          new OutsideNetwork(
              HostTools.process(List.of("setsid", "bash", "-c", COMMAND, Long.toString(node.pid())))
                  .redirectInput(Redirect.PIPE)
                  .start());
    } catch (IOException e) {
      throw new RuntimeFailure(PROGRAM + " cannot be started: " + e.getMessage(), e);
    }
    try {
      network.awaitReady();
      NodeCommand.run(node, "let pods reach what is outside", List.of("sh", "-c", FORWARD));
      network.watch();
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  private void awaitReady() {
    Thread words = new Thread(this::readWords, PROGRAM + "-" + process.pid());
    words.setDaemon(true);
    words.start();
    int said;
    boolean expired;
    try (Watchdog watchdog = Watchdog.over(process, START)) {
      said = process.getInputStream().read();
      expired = watchdog.expired();
    } catch (IOException e) {
      throw new RuntimeFailure(PROGRAM + " cannot be read: " + e.getMessage(), e);
    }
    if (said >= 0) {
      return;
    }
    if (expired) {
      throw new RuntimeFailure(
          "%s was not ready within %d s.%s%s"
              .formatted(PROGRAM, START.toSeconds(), lastWords(), WITHOUT));
    }
    int code = process.onExit().join().exitValue();
    join(words);
    throw new RuntimeFailure(
        "%s, which lets containers reach what is outside of the cluster, ended with exit code %d.%s%s"
            .formatted(PROGRAM, code, lastWords(), WITHOUT));
  }

  private static void join(Thread words) {
    try {
      words.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String lastWords() {
    return lastWords.isEmpty() ? "" : " It said last: " + lastWords;
  }

  private void readWords() {
    try (InputStream words = process.getErrorStream()) {
      new OutputLines(
              line -> {
                LOG.debug("{}: {}", PROGRAM, line);
                lastWords = line;
              })
          .read(words);
    } catch (IOException e) {
      LOG.debug("the output of {} ended", PROGRAM, e);
    }
  }

  private void watch() {
    var unused =
        process
            .onExit()
            .thenAccept(
                ended -> {
                  if (!closed) {
                    LOG.warn(
                        "{} ended with exit code {}; containers reach nothing outside of the cluster"
                            + " any more",
                        PROGRAM,
                        ended.exitValue());
                  }
                });
  }

  /** Ends it, and returns once it is gone. Never throws. */
  @Override
  public void close() {
    closed = true;
    try {
      process.getOutputStream().close();
      if (!process.waitFor(END.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} did not end within {} s; it is killed", PROGRAM, END.toSeconds());
        process.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.debug("{} had ended already", PROGRAM, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
