package io.cortexlocal.cli.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.deploy.Rollout;
import io.cortexlocal.deploy.Rollouts;
import io.cortexlocal.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has the operator deploy files, and follows their APIs until each serves or cannot. */
final class UpDeployment {

  private final OperatorClient operator;
  private final Rollouts rollouts;
  private final Duration timeout;
  private final Teller teller;

  /**
   * @param timeout for the APIs of one call to come up
   */
  UpDeployment(OperatorClient operator, Rollouts rollouts, Duration timeout, Teller teller) {
    this.operator = operator;
    this.rollouts = rollouts;
    this.timeout = timeout;
    this.teller = teller;
  }

  /**
   * Deploys files, and waits.
   *
   * @return whether all of their APIs serve; what is wrong has been told
   * @throws io.cortexlocal.cli.running.OperatorRefusal when a file is refused as a whole
   * @throws InterruptedException when the thread is interrupted
   */
  boolean deploy(List<UpFile> files) throws InterruptedException {
    List<ApiConfig> taken = new ArrayList<>();
    boolean refused = false;
    for (UpFile file : files) {
      for (JsonNode result : operator.deploy(file.name(), file.content(), true)) {
        String error = result.path("error").asText();
        if (error.isEmpty()) {
          teller.say(result.path("message").asText());
        } else {
          teller.wrong(file.path() + ": " + error);
          refused = true;
        }
      }
      file.config().apis().stream()
          .filter(api -> api instanceof RealtimeApiConfig || api instanceof TrafficSplitterConfig)
          .forEach(taken::add);
    }
    return await(taken) && !refused;
  }

  /**
   * Waits until APIs serve.
   *
   * @return whether all of them do; what is wrong has been told
   */
  boolean await(List<ApiConfig> apis) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    RolloutView view = teller.view();
    Map<String, String> given = new LinkedHashMap<>();
    boolean settled =
        rollouts
            .signal()
            .await(
                deadline,
                () -> {
                  rollouts.requireAlive();
                  List<Rollout> now = now(apis);
                  view.show(now);
                  now.stream()
                      .filter(it -> !it.serving() && !given.containsKey(it.api()))
                      .forEach(
                          it ->
                              rollouts
                                  .hopeless(it.api())
                                  .ifPresent(reason -> given.put(it.api(), reason)));
                  long serving = now.stream().filter(Rollout::serving).count();
                  return serving + given.size() >= apis.size();
                });
    view.end();
    given.forEach(
        (api, reason) -> explain(apis, api, "cannot come up any more: %s".formatted(reason)));
    if (!settled) {
      now(apis).stream()
          .filter(it -> !it.serving() && !given.containsKey(it.api()))
          .forEach(
              it ->
                  explain(
                      apis,
                      it.api(),
                      "did not come up within %d s: %s"
                          .formatted(timeout.toSeconds(), RolloutText.of(it))));
    }
    return settled && given.isEmpty();
  }

  private List<Rollout> now(List<ApiConfig> apis) {
    return apis.stream().map(api -> rollouts.of(api.name())).flatMap(Optional::stream).toList();
  }

  private void explain(List<ApiConfig> apis, String name, String problem) {
    String hint =
        apis.stream()
            .filter(api -> api.name().equals(name))
            .filter(RealtimeApiConfig.class::isInstance)
            .map(api -> "\nTry: " + rollouts.hint((RealtimeApiConfig) api))
            .findFirst()
            .orElse("");
    teller.wrong("API %s %s.\n%s%s".formatted(name, problem, rollouts.describe(name), hint));
  }
}
