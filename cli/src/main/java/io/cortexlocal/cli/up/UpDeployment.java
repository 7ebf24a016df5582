package io.cortexlocal.cli.up;

import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.time.Deadline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Has the operator deploy files, and follows their APIs until each serves or cannot. */
final class UpDeployment {

  private final OperatorClient operator;
  private final FileSubmission submission;
  private final ApiProgress progress;
  private final Duration timeout;
  private final Teller teller;

  /**
   * @param timeout for the APIs of one call to come up
   */
  UpDeployment(OperatorClient operator, ApiProgress progress, Duration timeout, Teller teller) {
    this.operator = operator;
    this.submission = new FileSubmission(operator, teller);
    this.progress = progress;
    this.timeout = timeout;
    this.teller = teller;
  }

  /**
   * Has the operator take a file, and tells what it says.
   *
   * @param all whether APIs are told and followed that stay as they are
   * @throws io.cortexlocal.cli.running.OperatorRefusal when the file is refused as a whole
   * @throws io.cortexlocal.cli.running.NothingRunsException when the operator does not answer
   */
  Submitted submit(UpFile file, boolean all) {
    return submission.submit(file, true, all);
  }

  /**
   * Has every replica of an API replaced.
   *
   * @return what is done, in Cortex's words
   * @throws io.cortexlocal.cli.running.OperatorRefusal when it is not deployed
   * @throws io.cortexlocal.cli.running.NothingRunsException when the operator does not answer
   */
  String refresh(String api) {
    return operator.refresh(api, true);
  }

  /**
   * Makes sure that the cluster is still there.
   *
   * @throws io.cortexlocal.cluster.ClusterException saying what is gone
   */
  void requireAlive() {
    progress.requireAlive();
  }

  /**
   * Waits until APIs serve.
   *
   * @param enough whether to wait no more; asked when something has changed
   * @return whether all of them do; what is wrong has been told, unless it was enough
   */
  boolean await(List<ApiConfig> apis, BooleanSupplier enough) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    RolloutView view = teller.view();
    Map<String, String> given = new LinkedHashMap<>();
    boolean settled =
        progress
            .signal()
            .await(
                deadline,
                () -> {
                  progress.requireAlive();
                  List<Rollout> now = now(apis);
                  view.show(now);
                  now.forEach(it -> giveUpOrHope(it, given));
                  return now.stream().filter(it -> isSettled(it, given)).count() >= apis.size()
                      || enough.getAsBoolean();
                });
    view.end();
    List<Rollout> end = now(apis);
    end.stream().filter(Rollout::serving).forEach(it -> given.remove(it.api()));
    given.forEach(
        (api, reason) -> explain(apis, api, "cannot come up any more: %s".formatted(reason)));
    List<Rollout> late = end.stream().filter(it -> !isSettled(it, given)).toList();
    if (!settled) {
      late.forEach(
          it ->
              explain(
                  apis,
                  it.api(),
                  "did not come up within %d s: %s"
                      .formatted(timeout.toSeconds(), RolloutText.of(it))));
    }
    return late.isEmpty() && given.isEmpty();
  }

  /** One that was given up may serve all the same, and is counted once. */
  private void giveUpOrHope(Rollout rollout, Map<String, String> given) {
    if (rollout.serving()) {
      given.remove(rollout.api());
    } else if (!given.containsKey(rollout.api())) {
      progress.hopeless(rollout.api()).ifPresent(reason -> given.put(rollout.api(), reason));
    }
  }

  private static boolean isSettled(Rollout rollout, Map<String, String> given) {
    return rollout.serving() || given.containsKey(rollout.api());
  }

  private List<Rollout> now(List<ApiConfig> apis) {
    return apis.stream().map(api -> progress.of(api.name())).flatMap(Optional::stream).toList();
  }

  private void explain(List<ApiConfig> apis, String name, String problem) {
    String hint =
        apis.stream()
            .filter(api -> api.name().equals(name))
            .filter(RealtimeApiConfig.class::isInstance)
            .map(api -> "\nTry: " + progress.hint((RealtimeApiConfig) api))
            .findFirst()
            .orElse("");
    teller.wrong("API %s %s.\n%s%s".formatted(name, problem, progress.describe(name), hint));
  }
}
