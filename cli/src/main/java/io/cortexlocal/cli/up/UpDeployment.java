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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Has the operator deploy files, and follows their APIs until each serves or cannot. */
final class UpDeployment {

  private static final String UP_TO_DATE = " is up to date";

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
   * @param enough whether to wait no more; asked when something has changed
   * @return whether all of their APIs serve; what is wrong has been told
   * @throws io.cortexlocal.cli.running.OperatorRefusal when a file is refused as a whole
   * @throws InterruptedException when the thread is interrupted
   */
  boolean deploy(List<UpFile> files, BooleanSupplier enough) throws InterruptedException {
    List<ApiConfig> taken = new ArrayList<>();
    long wanted = 0;
    for (UpFile file : files) {
      List<ApiConfig> own = file.config().apis().stream().filter(UpDeployment::isTaken).toList();
      wanted += own.size();
      taken.addAll(submit(file, true));
    }
    return await(taken, enough) && taken.size() == wanted;
  }

  private static boolean isTaken(ApiConfig api) {
    return api instanceof RealtimeApiConfig || api instanceof TrafficSplitterConfig;
  }

  /**
   * Has the operator take a file once more, and tells what it says; of an API that stays as it is,
   * nothing.
   *
   * @return the APIs that are updated
   * @throws io.cortexlocal.cli.running.OperatorRefusal when the file is refused as a whole
   */
  List<ApiConfig> submit(UpFile file) {
    return submit(file, false);
  }

  private List<ApiConfig> submit(UpFile file, boolean all) {
    List<ApiConfig> taken = new ArrayList<>();
    List<ApiConfig> order = operatorsOrder(file);
    int at = 0;
    for (JsonNode result : operator.deploy(file.name(), file.content(), true)) {
      ApiConfig api = order.get(at++);
      String error = result.path("error").asText();
      String message = result.path("message").asText();
      if (!error.isEmpty()) {
        teller.wrong(file.path() + ": " + error);
      } else if (all || !message.endsWith(UP_TO_DATE)) {
        teller.say(message);
        taken.add(api);
      }
    }
    return taken;
  }

  /** Returns the APIs as the operator's results have them: TrafficSplitters after their targets. */
  private static List<ApiConfig> operatorsOrder(UpFile file) {
    return file.config().apis().stream()
        .sorted(Comparator.comparing(api -> api instanceof TrafficSplitterConfig))
        .toList();
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
                  return serving + given.size() >= apis.size() || enough.getAsBoolean();
                });
    view.end();
    given.forEach(
        (api, reason) -> explain(apis, api, "cannot come up any more: %s".formatted(reason)));
    List<Rollout> late =
        now(apis).stream().filter(it -> !it.serving() && !given.containsKey(it.api())).toList();
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
