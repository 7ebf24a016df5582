package io.cortexlocal.cli.up;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.cli.io.OutputException;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.page.LivePage;
import io.cortexlocal.cli.running.UpClaim;
import io.cortexlocal.cli.running.UpFolder;
import io.cortexlocal.cli.watch.SourceWatch;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A cluster of a folder, from its start to its end. */
final class Up implements AutoCloseable {

  private static final String EMBEDDED = "embedded";

  /** For a start that is ended to take down what it has begun; less than {@code down} waits. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(45);

  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final Streams streams;
  private final Teller teller;
  private final Settings settings;
  private final UpFolder folder;
  private final Closer closer = new Closer();
  private final Startup startup = new Startup();
  private final ForeignImages foreign;
  private final AtomicReference<UpFiles> files;
  private final boolean watches;
  private final AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});

  /**
   * @param watches whether what is changed in the user's folders is deployed
   */
  Up(
      Streams streams,
      Teller teller,
      Settings settings,
      UpFolder folder,
      UpFiles files,
      boolean watches) {
    this.streams = streams;
    this.teller = teller;
    this.settings = settings;
    this.folder = folder;
    this.files = new AtomicReference<>(files);
    this.foreign = new ForeignImages(this.files::get);
    this.watches = watches;
  }

  /**
   * Starts the cluster, deploys the files, and keeps it until the process is told to end. An API
   * that does not come up is told of, and does not end it: it may be mended meanwhile.
   *
   * @param port of the operator; 0 for any that is free
   * @param log what this process says, where it goes on in the background
   * @throws io.cortexlocal.cluster.ClusterException when the cluster cannot start, or is gone
   * @throws InterruptedException when the thread is interrupted
   */
  void run(UpClaim claim, int port, Optional<Path> log) throws InterruptedException {
    closer.register(claim);
    try {
      start(claim, port, log);
    } catch (InterruptedException | RuntimeException e) {
      // What is closed under this thread's hands fails in a way of its own.
      if (!startup.isEnding()) {
        throw e;
      }
    }
  }

  private void start(UpClaim claim, int port, Optional<Path> log) throws InterruptedException {
    Optional<SourceWatch> watch =
        watches
            ? Optional.of(closer.register(SourceWatch.start(() -> wake.get().run(), teller::wrong)))
            : Optional.empty();
    boolean runsCommands = settings.get(Backends.BACKEND).equals(EMBEDDED);
    // What is changed while the cluster starts is not to be missed.
    watch.ifPresent(it -> it.watch(new UpSources(files.get(), runsCommands).all()));
    UpCluster cluster = UpCluster.start(settings, closer, this::images, port, startup);
    ApiProgress progress = cluster.progress();
    wake.set(progress.signal()::changed);
    // One that was ended while it started has nothing to tell of.
    progress.requireAlive();
    UpDeployment deployment =
        new UpDeployment(cluster.client(), progress, settings.get(CortexLocal.TIMEOUT), teller);
    LivePage page =
        closer.register(
            LivePage.serve(
                cluster.local().cluster().kubernetes(),
                cluster.local().inFlight(),
                endpoint -> cluster.gateway() + endpoint,
                InstantSource.system()));
    teller.say(
        "the cluster runs (%s); its page: %s"
            .formatted(cluster.local().cluster().backend(), page.address()));
    cluster.publish(claim, folder, foreign, log, closer);
    UpChanges changes = new UpChanges(streams, teller, files, runsCommands, deployment, watch);
    boolean serving = changes.deploy();
    tell(cluster.gateway(), cluster.operator(), log.isPresent());
    claim.settle(serving);
    hold(progress, changes);
  }

  /** What the files say now: they may have been changed since they were deployed. */
  private LocalImages images() {
    LocalImages images = LocalImages.none();
    for (UpFile file : files.get().files()) {
      images = images.with(LocalImages.nextTo(file.path()));
    }
    return foreign.over(images);
  }

  private void tell(URI gateway, URI operator, boolean detached) {
    List<ApiConfig> apis = files.get().apis().stream().filter(Operator::deploys).toList();
    int width = apis.stream().mapToInt(api -> api.name().length()).max().orElse(1);
    teller.plain("");
    apis.forEach(
        api ->
            teller.plain(
                "  %-".concat(width + "s  %s%s").formatted(api.name(), gateway, api.endpoint())));
    teller.plain(
        """

        Cortex's own CLI, from this folder: eval "$(cortex-local env)", then cortex get
        (its operator: %s). %s%s ends the cluster and all in it."""
            .formatted(
                operator,
                watches ? "Files that you save are deployed. " : "",
                detached ? "cortex-local down" : "Ctrl-C"));
  }

  /** Nothing but the end of the cluster ends it; the end of the process is {@link #close}. */
  private void hold(ApiProgress progress, UpChanges changes) throws InterruptedException {
    while (progress
        .signal()
        .await(
            Deadline.after(FOR_EVER),
            () -> {
              progress.requireAlive();
              return changes.any();
            })) {
      changes.apply();
    }
    teller.wrong("it has been running for %d days".formatted(FOR_EVER.toDays()));
  }

  /** Ends the cluster and everything in it. Never throws. */
  @Override
  public void close() {
    // The process ends when whoever ends it has closed: what the other thread closes is waited for.
    synchronized (closer) {
      closer.close();
    }
  }

  /** Closes, and says so. For the end of the process. */
  void end() {
    boolean over = startup.end(START_PATIENCE);
    close();
    try {
      teller.plain(
          over
              ? "Ended; nothing is left of it."
              : "Ended; what was being started may be left for a while, and the next up removes it.");
    } catch (OutputException e) {
      // Nobody reads it any more.
    }
    streams.err().flush();
  }
}
