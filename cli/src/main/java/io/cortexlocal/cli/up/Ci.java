package io.cortexlocal.cli.up;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployedApis;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.cli.ci.CiOutput;
import io.cortexlocal.cli.ci.CiResult;
import io.cortexlocal.cli.ci.FollowedLogs;
import io.cortexlocal.cli.ci.SmokeRequest;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.running.EnvCommand;
import io.cortexlocal.cli.running.NothingRunsException;
import io.cortexlocal.cli.running.OperatorRefusal;
import io.cortexlocal.cli.running.UpClaim;
import io.cortexlocal.cli.running.UpFolder;
import io.cortexlocal.cluster.ClusterException;
import io.cortexlocal.cluster.Kubernetes;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.deploy.DeployException;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Ticker;
import io.cortexlocal.traffic.ApiResponse;
import io.cortexlocal.traffic.GatewayClient;
import io.cortexlocal.traffic.TrafficException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A cluster for one run: from its start over what is tried in it to its end. */
final class Ci implements AutoCloseable {

  /** For a start that is ended to take down what it has begun. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(45);

  private static final long CHILD_GRACE_SECONDS = 5;

  private final Teller teller;
  private final Settings settings;
  private final UpFolder folder;
  private final UpFiles files;
  private final CiPlan plan;
  private final Phase phase;
  private final Map<String, String> environment;
  private final Ticker ticker = Ticker.system();
  private final Closer closer = new Closer();
  private final Startup startup = new Startup();
  private final ForeignImages foreign;
  private final List<CiResult> results = new ArrayList<>();
  private final List<RealtimeApi> followed = new ArrayList<>();
  private final Map<String, FollowedLogs> logs = new LinkedHashMap<>();

  /**
   * @param environment that the command has, beside what it is told of the cluster
   */
  Ci(
      Teller teller,
      Settings settings,
      UpFolder folder,
      UpFiles files,
      CiPlan plan,
      Phase phase,
      Map<String, String> environment) {
    this.teller = teller;
    this.settings = settings;
    this.folder = folder;
    this.files = files;
    this.foreign = new ForeignImages(() -> files);
    this.plan = plan;
    this.phase = phase;
    this.environment = environment;
  }

  /** Returns what was done so far. */
  List<CiResult> results() {
    return List.copyOf(results);
  }

  /**
   * Does all of it, and writes what is left behind, also after a failure.
   *
   * @return whether everything passed; what did not has been told
   * @throws InterruptedException when the time is up, or the thread is interrupted
   */
  boolean run(UpClaim claim) throws IOException, InterruptedException {
    closer.register(claim);
    phase.is("the cluster to start");
    UpCluster cluster =
        UpCluster.start(settings, closer, () -> foreign.over(files.images()), 0, startup);
    teller.say("the cluster runs (%s)".formatted(cluster.local().cluster().backend()));
    cluster.publish(claim, folder, foreign, Optional.empty(), closer);
    try {
      followLogs(cluster);
      if (deploy(cluster)) {
        follow(cluster.local());
        smoke(cluster);
        command(cluster);
      }
    } finally {
      write(cluster);
    }
    return results.stream().noneMatch(result -> result.problem().isPresent());
  }

  private void followLogs(UpCluster cluster) throws IOException {
    if (plan.output().isEmpty()) {
      return;
    }
    Kubernetes kubernetes = cluster.local().cluster().kubernetes();
    for (ApiConfig api : apis()) {
      if (api instanceof RealtimeApiConfig) {
        logs.put(
            api.name(),
            closer.register(plan.output().get().follow(api.name(), kubernetes, teller::wrong)));
      }
    }
  }

  private List<ApiConfig> apis() {
    return files.apis().stream().filter(Operator::deploys).toList();
  }

  private boolean deploy(UpCluster cluster) throws InterruptedException {
    phase.is("the images of " + names());
    long start = ticker.nanos();
    UpDeployment deployment =
        new UpDeployment(
            cluster.client(), cluster.progress(), settings.get(CortexLocal.TIMEOUT), teller);
    List<ApiConfig> taken = new ArrayList<>();
    try {
      for (UpFile file : files.files()) {
        Submitted submitted = deployment.submit(file, true);
        taken.addAll(submitted.taken());
        submitted
            .refused()
            .forEach(api -> failed("deploy", api.name(), start, "the operator refused it"));
      }
    } catch (OperatorRefusal | NothingRunsException e) {
      teller.wrong(e.getMessage());
      failed("deploy", names(), start, e.getMessage());
      return false;
    }
    phase.is("%s to become Ready".formatted(names()));
    boolean serve = deployment.await(taken, () -> false);
    for (ApiConfig api : taken) {
      Optional<Rollout> rollout = cluster.progress().of(api.name());
      boolean serving = rollout.filter(Rollout::serving).isPresent();
      add(
          "deploy",
          api.name(),
          start,
          serving
              ? Optional.empty()
              : Optional.of(
                  "%s%n%s"
                      .formatted(
                          rollout.map(RolloutText::of).orElse("it is not there"),
                          cluster.progress().describe(api.name()))));
    }
    return serve && results.stream().noneMatch(result -> result.problem().isPresent());
  }

  private String names() {
    return String.join(", ", apis().stream().map(ApiConfig::name).toList());
  }

  /**
   * What runs already is not deployed once more, and what the sidecars wrote is read from its
   * start.
   */
  private void follow(CortexLocal local) {
    if (plan.output().isEmpty()) {
      return;
    }
    try {
      for (UpFile file : files.files()) {
        DeployedApis apis = local.deploy(file.config(), local.defaults(file.images()));
        followed.addAll(apis);
      }
    } catch (DeployException | ImageException e) {
      teller.wrong("there will be no timeline: " + e.getMessage());
    }
  }

  private void smoke(UpCluster cluster) throws InterruptedException {
    GatewayClient client =
        new GatewayClient(cluster.gateway(), settings.get(CortexLocal.REQUEST_TIMEOUT));
    for (SmokeRequest smoke : plan.smoke()) {
      phase.is("the answer to %s (%s)".formatted(smoke.name(), smoke.at()));
      long start = ticker.nanos();
      Optional<String> problem = problem(client, smoke);
      add("smoke", smoke.name(), start, problem.map(text -> smoke.at() + ": " + text));
      if (problem.isPresent()) {
        teller.wrong("%s: %s: %s".formatted(smoke.at(), smoke.name(), problem.get()));
      } else {
        teller.say("%s is answered as expected".formatted(smoke.name()));
      }
    }
  }

  private Optional<String> problem(GatewayClient client, SmokeRequest smoke)
      throws InterruptedException {
    String endpoint =
        apis().stream()
            .filter(api -> api.name().equals(smoke.api()))
            .map(ApiConfig::endpoint)
            .findFirst()
            .orElseThrow();
    try {
      ApiResponse answer = client.send(endpoint, smoke.request(), it -> {}).get();
      return smoke.problem(answer);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TrafficException failure) {
        return Optional.of(failure.getMessage());
      }
      throw new IllegalStateException(e);
    }
  }

  private void command(UpCluster cluster) throws InterruptedException {
    if (plan.command().isEmpty()) {
      return;
    }
    String line = String.join(" ", plan.command());
    phase.is("the command to end: " + line);
    teller.say("running " + line);
    long start = ticker.nanos();
    ProcessBuilder builder = new ProcessBuilder(plan.command()).inheritIO();
    builder.environment().putAll(variables(cluster));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      failed("command", line, start, e.getMessage());
      throw new UsageException("cannot run the command: " + e.getMessage());
    }
    try {
      int code = process.waitFor();
      String text = "the command ended with exit code " + code;
      if (code == 0) {
        teller.say(text);
        add("command", line, start, Optional.empty());
      } else {
        teller.wrong("%s: %s".formatted(text, line));
        failed("command", line, start, text);
      }
    } finally {
      end(process);
    }
  }

  /** Returns what the command is told of the cluster. */
  private Map<String, String> variables(UpCluster cluster) {
    Map<String, String> variables =
        new LinkedHashMap<>(EnvCommand.variables(folder.cortexConfiguration(), environment));
    variables.putAll(CiUrls.variables(cluster.gateway(), apis()));
    return variables;
  }

  /** A command that ended by itself may have left others behind. */
  private static void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    boolean interrupted = Thread.interrupted();
    for (ProcessHandle one : all) {
      try {
        one.onExit().get(CHILD_GRACE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
        one.destroyForcibly();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(String group, String name, long start, String problem) {
    add(group, name, start, Optional.of(problem));
  }

  private void add(String group, String name, long start, Optional<String> problem) {
    results.add(new CiResult(group, name, Duration.ofNanos(ticker.nanos() - start), problem));
  }

  /** What failed is to be found out from it: so a part that cannot be had leaves out no other. */
  private void write(UpCluster cluster) throws IOException {
    if (plan.output().isEmpty()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    phase.is("what is written to --output");
    CiOutput output = plan.output().get();
    // A timeline waits until the sidecars' logs tell of the last requests.
    for (RealtimeApi api : followed) {
      try {
        output.timeline(api.timeline());
      } catch (ClusterException | IllegalStateException e) {
        teller.wrong("no timeline of %s: %s".formatted(api.name(), e.getMessage()));
      }
    }
    for (ApiConfig api : apis()) {
      FollowedLogs written = logs.get(api.name());
      if (written != null) {
        try {
          written.close();
          output.description(api.name(), cluster.progress().describe(api.name()));
          output.replicas(api.name(), cluster.local().cluster().kubernetes(), written);
        } catch (ClusterException e) {
          teller.wrong("of %s no more could be written: %s".formatted(api.name(), e.getMessage()));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the cluster and everything in it. Never throws. */
  @Override
  public void close() {
    startup.end(START_PATIENCE);
    // The process ends when whoever ends it has closed: what the other thread closes is waited for.
    synchronized (closer) {
      closer.close();
    }
  }
}
