package io.cortexlocal.cli.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.deploy.Rollout;
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
   * @throws io.cortexlocal.cli.running.OperatorRefusal when a file is refused as a whole
   * @throws InterruptedException when the thread is interrupted
   */
  boolean deploy(List<UpFile> files, boolean force) throws InterruptedException {
    List<String> taken = new ArrayList<>();
    boolean refused = false;
    for (UpFile file : files) {
      for (JsonNode result : operator.deploy(file.name(), file.content(), force)) {
        String error = result.path("error").asText();
        if (error.isEmpty()) {
          teller.say(result.path("message").asText());
        } else {
          teller.wrong(file.path() + ": " + error);
          refused = true;
        }
      }
      file.config().apis().stream()
          .filter(RealtimeApiConfig.class::isInstance)
          .forEach(api -> taken.add(api.name()));
    }
    return !refused && await(taken);
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
