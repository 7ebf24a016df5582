package io.cortexlocal.cluster.embedded.kubelet;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.embedded.runtime.ContainerRuntime;
import io.cortexlocal.cluster.embedded.runtime.RunningContainer;
import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Time;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a container's preStop hook. */
final class Hook {

  private static final Logger LOG = LoggerFactory.getLogger(Hook.class);
  private static final String USER_AGENT = "kube-lifecycle/1.34";

  private final HttpGet http;
  private final Time time;

  Hook(ContainerRuntime runtime, Time time) {
    http = new HttpGet(runtime, USER_AGENT);
    this.time = time;
  }

  /**
   * Runs it to its end.
   *
   * @param limit the longest that it may take
   * @return whether it did what it should; any HTTP answer is as good as another
   */
  boolean run(
      LifecycleHandler handler,
      Container spec,
      RunningContainer container,
      String podIp,
      Duration limit) {
    try {
      if (handler.getExec() != null) {
        ExecResult result = container.exec(handler.getExec().getCommand(), limit);
        return result.exitCode().equals(OptionalInt.of(0));
      }
      if (handler.getHttpGet() != null) {
        HttpTarget target = Prober.target(handler.getHttpGet(), spec, podIp);
        http.send(handler.getHttpGet(), target, Deadline.after(limit, time));
        return true;
      }
      return false;
    } catch (HttpGet.Failure e) {
      LOG.debug("a preStop hook failed", e);
      return e.isInBody();
    } catch (TimeoutException | Prober.UnknownPort | RuntimeException e) {
      LOG.debug("a preStop hook failed", e);
      return false;
    }
  }
}
