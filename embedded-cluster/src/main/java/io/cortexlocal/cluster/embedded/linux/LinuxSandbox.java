package io.cortexlocal.cluster.embedded.linux;

import io.cortexlocal.cluster.embedded.image.RootFilesystem;
import io.cortexlocal.cluster.embedded.runtime.ContainerSpec;
import io.cortexlocal.cluster.embedded.runtime.Mount;
import io.cortexlocal.cluster.embedded.runtime.PodSandbox;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.cluster.embedded.runtime.RuntimeFailure;
import io.cortexlocal.cluster.embedded.runtime.SandboxConfig;
import io.cortexlocal.cluster.embedded.runtime.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pod's namespaces, mounts and containers. */
public final class LinuxSandbox implements PodSandbox {

  private static final Logger LOG = LoggerFactory.getLogger(LinuxSandbox.class);

  private static final int END_SECONDS = 10;
  private static final String VIA_NODE = "default via 10.42.0.1";
  private static final String NOWHERE = "unreachable default";

  private final LinuxNode node;
  private final String id;
  private final String address;
  private final SandboxConfig config;
  private final Reach reach;
  private final Consumer<LinuxSandbox> onClose;
  private final PodFiles files;
  private final Set<LinuxContainer> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger made = new AtomicInteger();
  private final Queue<String> discarded = new ConcurrentLinkedQueue<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  LinuxSandbox(
      LinuxNode node,
      String id,
      String address,
      SandboxConfig config,
      long defaultBytes,
      Reach reach,
      Consumer<LinuxSandbox> onClose) {
    this.node = node;
    this.id = id;
    this.address = address;
    this.config = config;
    this.reach = reach;
    this.onClose = onClose;
    this.files =
        new PodFiles(
            node.files().resolve("pods").resolve(id), directory(), config.volumes(), defaultBytes);
  }

  void setUp() {
    List<String> command = new ArrayList<>(List.of("bash", node.directory() + "/sandbox.sh"));
    command.addAll(List.of(id, address, reach == Reach.OUTSIDE ? VIA_NODE : NOWHERE));
    command.addAll(files.fileSystems());
    NodeCommand.run(node, "make the sandbox of " + this, command);
    try {
      files.write(
          config,
          nameServer(),
          "127.0.0.1\tlocalhost\n%s\t%s\n".formatted(address, config.hostName()));
    } catch (IOException e) {
      throw new RuntimeFailure("Could not write the files of " + this + ": " + e, e);
    }
  }

  private String nameServer() {
    return reach == Reach.OUTSIDE ? OutsideNetwork.NAME_SERVER : "10.42.0.1";
  }

  private String directory() {
    return node.directory() + "/pods/" + id;
  }

  /** Returns its name within the node, for {@link Entry.Pod}. */
  public String id() {
    return id;
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public void hosts(String text) {
    try {
      files.hosts(text);
    } catch (IOException e) {
      throw new RuntimeFailure("Could not write /etc/hosts of " + this + ": " + e, e);
    }
  }

  /** Returns the volumes of some mounts, those above others first. */
  public List<Bind> volumes(List<Mount> mounts) {
    return files.volumes(mounts);
  }

  @Override
  public RunningContainer start(ContainerSpec container) throws StartFailure {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new RuntimeFailure("The sandbox of " + this + " has ended.");
      }
      return startOpen(container);
    } finally {
      lock.readLock().unlock();
    }
  }

  private LinuxContainer startOpen(ContainerSpec container) throws StartFailure {
    String own = files.own(made.incrementAndGet());
    ContainerLayout layout = layout(container, own);
    Map<String, String> environment =
        ContainerEnvironment.complete(
            container.environment(), config.hostName(), container.user(), layout.files());
    if (container.command().isEmpty()) {
      throw new StartFailure("no command specified");
    }
    new Executable(layout.files(), layout.workingDirectory())
        .check(container.command().get(0), environment.get("PATH"));
    ContainerCommand start = new ContainerCommand(node.mode(), container, layout, environment);
    List<String> command = new ArrayList<>(node.enter(new Entry.Pod(id)));
    command.addAll(
        start.command(node.directory(), node.filter(), node.root(), own, takeDiscarded()));
    LinuxContainer started;
    try {
      started =
          LinuxContainer.start(
              new LinuxContainer.Place(node, new Entry.Pod(id), toString()),
              container,
              environment,
              layout.workingDirectory(),
              command,
              start.options(config.hostName()),
              () -> discarded.add(own));
    } catch (StartFailure | RuntimeException e) {
      discarded.add(own);
      throw e;
    }
    running.add(started);
    var unused = started.exit().thenRun(() -> running.remove(started));
    return started;
  }

  /** What containers that have ended wrote; it must not take the room of those that come after. */
  private List<String> takeDiscarded() {
    List<String> taken = new ArrayList<>();
    for (String next = discarded.poll(); next != null; next = discarded.poll()) {
      taken.add(next);
    }
    return taken;
  }

  private ContainerLayout layout(ContainerSpec container, String own) {
    List<Bind> binds = files.binds(container.mounts());
    if (container.root() instanceof RootFilesystem.Unpacked image) {
      return ImageLayout.of(
          image.directory(), node.root(), own, files.sys(), binds, container.workingDirectory());
    }
    return HostLayout.of(node.root(), own, files.sys(), binds, container.workingDirectory());
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
    running.forEach(LinuxContainer::kill);
    awaitContainers();
    if (node.alive()) {
      free();
    }
    onClose.accept(this);
  }

  /** Everything of the pod hangs below one mount. */
  private void free() {
    Path mountPoint = node.files().resolve("pods").resolve(id);
    try {
      if (Files.exists(mountPoint)) {
        NodeCommand.run(
            node, "free the sandbox of " + this, List.of("umount", "--lazy", directory()));
      }
    } catch (RuntimeFailure e) {
      if (node.alive()) {
        LOG.warn("something of {} may be left until the node ends", this, e);
      }
    }
    try {
      Files.deleteIfExists(mountPoint);
    } catch (IOException e) {
      LOG.debug("the directory of {} is left until the node ends", this, e);
    }
  }

  private void awaitContainers() {
    CompletableFuture<?>[] exits =
        running.stream().map(LinuxContainer::exit).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(exits).get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("containers of {} did not end within {} s", this, END_SECONDS, e);
    }
  }

  @Override
  public String toString() {
    return config.namespace() + "/" + config.name();
  }
}
