package io.cortexlocal.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.cortexlocal.CortexLocal;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test class in a process of its own, and tells what became of it. */
final class LaunchedTests {

  static final String SKIPPED = "SKIPPED ";
  static final String FAILED = "FAILED ";
  static final String RAN_ON = "RAN ON ";

  private LaunchedTests() {}

  public static void main(String[] arguments) {
    try (LauncherSession session = LauncherFactory.openSession()) {
      session
          .getLauncher()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(NeedsACluster.class))
                  .build(),
              new Teller());
    }
  }

  @CortexCluster
  static final class NeedsACluster {

    @Test
    void hasOne(CortexLocal local) {
      System.out.println(RAN_ON + local.cluster().backend());
    }
  }

  private static final class Teller implements TestExecutionListener {

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      System.out.println(SKIPPED + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      result.getThrowable().ifPresent(failure -> System.out.println(FAILED + failure.getMessage()));
    }
  }
}
