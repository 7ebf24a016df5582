package io.cortexlocal.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.TagFilter.includeTags;

import java.time.Duration;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs the quick subset of the conformance suite again and again in one process, each time on a
 * cluster of its own. The argument is the number of runs. Exit codes: 0 all passed, 1 one failed.
 */
final class QuickRuns {

  private QuickRuns() {}

  public static void main(String[] arguments) {
    int runs = Integer.parseInt(arguments[0]);
    LauncherDiscoveryRequest quick =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectPackage("io.cortexlocal.junit"))
            .filters(ClassNameFilter.includeClassNamePatterns(".*IT"), includeTags("quick"))
            .build();
    long failed = 0;
    for (int run = 1; run <= runs; run++) {
      long start = System.nanoTime();
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      try (LauncherSession session = LauncherFactory.openSession()) {
        Launcher launcher = session.getLauncher();
        launcher.execute(quick, listener);
      }
      TestExecutionSummary summary = listener.getSummary();
      summary
          .getFailures()
          .forEach(
              failure -> {
                System.out.println("FAILED " + failure.getTestIdentifier().getUniqueId());
                failure.getException().printStackTrace(System.out);
              });
      boolean passed = summary.getTestsSucceededCount() > 0 && summary.getTotalFailureCount() == 0;
      failed += passed ? 0 : 1;
      System.out.printf(
          "run %d of %d: %d passed, %d failed, %d ms, %d threads%n",
          run,
          runs,
          summary.getTestsSucceededCount(),
          summary.getTotalFailureCount(),
          Duration.ofNanos(System.nanoTime() - start).toMillis(),
          Thread.activeCount());
    }
    System.out.printf("%d runs, %d with a failure%n", runs, failed);
    System.exit(failed == 0 ? 0 : 1);
  }
}
