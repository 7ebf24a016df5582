package io.cortexlocal.cli.up;

import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.cli.running.OperatorRefusal;
import io.cortexlocal.cli.running.UpClient;
import io.cortexlocal.cli.running.UpRefusal;
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
  private final UpClient up;
  private final Duration timeout;
  private final Teller teller;

  /**
   * @param timeout for the APIs of one call to come up
   */
  RemoteDeployment(OperatorClient operator, UpClient up, Duration timeout, Teller teller) {
    this.operator = operator;
    this.up = up;
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
        up.takeImages(file.path().toAbsolutePath().normalize());
        Submitted submitted = submission.submit(file, force, true);
        taken.addAll(submitted.taken());
        refused |= !submitted.refused().isEmpty();
      } catch (OperatorRefusal | UpRefusal e) {
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
    return await(taken) && !refused;
  }

  private Rollout now(ApiConfig api) {
    boolean serves = up.serves(api.name());
    return api instanceof RealtimeApiConfig
        ? RemoteRollout.of(operator.describe(api.name()), serves)
        : new Rollout(api.name(), 0, List.of(), 0, serves);
  }

  private boolean await(List<ApiConfig> apis) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    RolloutView view = teller.view();
    while (true) {
      List<Rollout> now = apis.stream().map(this::now).toList();
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
                        "API %s did not come up within %d s: %s.\nTry: cortex-local describe %s"
                            .formatted(
                                it.api(), timeout.toSeconds(), RolloutText.of(it), it.api())));
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
