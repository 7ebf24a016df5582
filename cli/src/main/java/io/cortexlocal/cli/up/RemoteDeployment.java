package io.cortexlocal.cli.up;

import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.cli.running.OperatorRefusal;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.observe.Rollout;
import io.cortexlocal.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Deploys files into the {@code up} of another process, and follows their APIs. */
final class RemoteDeployment {

  /** The operator says nothing by itself, as Cortex's does not. */
  private static final long POLL_MILLIS = 100;

  private final OperatorClient operator;
  private final Duration timeout;
  private final Teller teller;

  /**
   * @param timeout for the APIs of one call to come up
   */
  RemoteDeployment(OperatorClient operator, Duration timeout, Teller teller) {
    this.operator = operator;
    this.timeout = timeout;
    this.teller = teller;
  }

  /**
   * Deploys files, and waits.
   *
   * @param force whether APIs are taken that are being updated
   * @return whether all of their APIs serve; what is wrong has been told
   * @throws InterruptedException when the thread is interrupted
   */
  boolean deploy(List<UpFile> files, boolean force) throws InterruptedException {
    FileSubmission submission = new FileSubmission(operator, teller);
    List<ApiConfig> taken = new ArrayList<>();
    boolean refused = false;
    for (UpFile file : files) {
      try {
        Submitted submitted = submission.submit(file, force, true);
        taken.addAll(submitted.taken());
        refused |= !submitted.refused().isEmpty();
      } catch (OperatorRefusal e) {
        teller.wrong(e.getMessage());
        refused = true;
      }
    }
    if (taken.isEmpty()) {
      if (!refused) {
        teller.wrong("nothing of it can be deployed here");
      }
      return false;
    }
    boolean serve =
        await(
            taken.stream()
                .filter(RealtimeApiConfig.class::isInstance)
                .map(ApiConfig::name)
                .toList());
    return serve && !refused;
  }

  private boolean await(List<String> apis) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    RolloutView view = teller.view();
    while (true) {
      List<Rollout> now =
          apis.stream().map(api -> RemoteRollout.of(operator.describe(api))).toList();
      view.show(now);
      if (now.stream().allMatch(Rollout::serving)) {
        return true;
      }
      if (deadline.passed()) {
        now.stream()
            .filter(it -> !it.serving())
            .forEach(
                it ->
                    teller.wrong(
                        "API %s did not come up within %d s: %s.\nTry: eval \"$(cortex-local env)\", then cortex describe %s"
                            .formatted(
                                it.api(), timeout.toSeconds(), RolloutText.of(it), it.api())));
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
