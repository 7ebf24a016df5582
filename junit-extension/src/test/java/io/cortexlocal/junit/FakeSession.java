package io.cortexlocal.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.InMemoryCortex;
import io.cortexlocal.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Has JUnit run test classes whose cluster is a double, and counts what is asked of it. */
public final class FakeSession implements ExecutionCondition {

  private static final String ID = "cortex-local-test.session";
  private static final Map<String, FakeSession> RUNNING = new ConcurrentHashMap<>();

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private Optional<InMemoryCortex> cluster = Optional.empty();
  private boolean used;
  private Optional<Error> broken = Optional.empty();
  private Optional<Error> brokenChoice = Optional.empty();

  /** Returns the cluster that was started last, or that is started next. */
  synchronized InMemoryCortex cluster() {
    if (cluster.isEmpty()) {
      cluster = Optional.of(new InMemoryCortex());
    }
    return cluster.get();
  }

  /** Returns how often the machine was asked for a backend. */
  int asked() {
    return asked.get();
  }

  /** Returns how often a cluster was started. */
  int started() {
    return started.get();
  }

  FakeSession with(String parameter, String value) {
    parameters.put(parameter, value);
    return this;
  }

  /** Says that the cluster's classes do not load. */
  FakeSession broken(LinkageError failure) {
    broken = Optional.of(failure);
    return this;
  }

  /** Says that the backends' classes do not load. */
  FakeSession brokenChoice(LinkageError failure) {
    brokenChoice = Optional.of(failure);
    return this;
  }

  /** Runs classes in one request. */
  EngineExecutionResults run(Class<?>... testClasses) {
    String id = UUID.randomUUID().toString();
    RUNNING.put(id, this);
    try {
      EngineTestKit.Builder kit =
          EngineTestKit.engine("junit-jupiter")
              .configurationParameter(ID, id)
              .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true");
      parameters.forEach(kit::configurationParameter);
      for (Class<?> testClass : testClasses) {
        kit.selectors(selectClass(testClass));
      }
      return kit.execute();
    } finally {
      RUNNING.remove(id);
    }
  }

  /** Returns what failed, containers first. */
  static List<Throwable> failures(EngineExecutionResults results) {
    List<Event> failed = new ArrayList<>(results.containerEvents().failed().list());
    failed.addAll(results.testEvents().failed().list());
    return failed.stream()
        .flatMap(
            event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().stream())
        .toList();
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    context
        .getConfigurationParameter(ID)
        .map(RUNNING::get)
        .ifPresent(session -> SessionCluster.offer(context, session.shared()));
    return ConditionEvaluationResult.enabled("on a double");
  }

  private SessionCluster shared() {
    return new SessionCluster(this::choose, this::start);
  }

  private Backends.Choice choose(Settings settings) {
    asked.incrementAndGet();
    if (brokenChoice.isPresent()) {
      throw brokenChoice.get();
    }
    return new Backends.Choice.Possible("fake", "it is a double", true);
  }

  private synchronized InMemoryCortex unused() {
    if (used) {
      cluster = Optional.empty();
    }
    used = true;
    return cluster();
  }

  private CortexLocal start(Settings settings) {
    started.incrementAndGet();
    if (broken.isPresent()) {
      throw broken.get();
    }
    return unused().local(settings);
  }
}
