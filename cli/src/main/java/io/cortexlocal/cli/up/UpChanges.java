package io.cortexlocal.cli.up;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.cli.running.OperatorRefusal;
import io.cortexlocal.cli.watch.SourceWatch;
import io.cortexlocal.cli.watch.WatchedPath;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.image.ImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Deploys what has been changed in a user's folders, as Cortex would, and nothing else. */
final class UpChanges {

  private final Streams streams;
  private final Teller teller;
  private final List<Path> paths;
  private final AtomicReference<UpFiles> files;
  private final boolean runsCommands;
  private final OperatorClient operator;
  private final UpDeployment deployment;
  private final SourceWatch watch;

  /**
   * @param files that are deployed; replaced by those that are deployed next
   * @param runsCommands whether the backend takes a command in place of an image
   */
  UpChanges(
      Streams streams,
      Teller teller,
      AtomicReference<UpFiles> files,
      boolean runsCommands,
      OperatorClient operator,
      UpDeployment deployment,
      SourceWatch watch) {
    this.streams = streams;
    this.teller = teller;
    this.paths = files.get().files().stream().map(UpFile::path).toList();
    this.files = files;
    this.runsCommands = runsCommands;
    this.operator = operator;
    this.deployment = deployment;
    this.watch = watch;
  }

  private UpSources sources() {
    return new UpSources(files.get(), runsCommands);
  }

  /**
   * Takes what has changed since the last call, and deploys it. What is broken is told, and changes
   * nothing.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void apply() throws InterruptedException {
    Map<WatchedPath, List<Path>> changed = watch.take();
    if (changed.isEmpty()) {
      return;
    }
    try {
      UpFiles before = files.get();
      Set<WatchedPath> configuration = sources().configuration();
      if (changed.keySet().stream().anyMatch(configuration::contains)) {
        files.set(UpFiles.read(paths));
        watch.watch(sources().all());
      }
      apply(before, changed);
    } catch (BrokenFilesException e) {
      teller.say("a file is broken, and nothing is touched:");
      report(e);
    } catch (UsageException | ImageException | OperatorRefusal e) {
      teller.wrong(e.getMessage());
    }
  }

  private void report(BrokenFilesException broken) {
    try {
      broken.report(streams);
    } catch (IOException e) {
      throw new IllegalStateException("it is written to a print writer", e);
    }
  }

  private void apply(UpFiles before, Map<WatchedPath, List<Path>> changed)
      throws InterruptedException {
    UpFiles now = files.get();
    List<ApiConfig> taken = new ArrayList<>();
    for (int i = 0; i < now.files().size(); i++) {
      UpFile file = now.files().get(i);
      UpFile former = before.files().get(i);
      Map<String, RealtimeApiConfig> refreshed = new LinkedHashMap<>();
      add(refreshed, sources().madeOf(file, changed.keySet()));
      add(refreshed, sources().hadOtherwise(file, former));
      boolean deploys =
          !file.isSameAs(former)
              || refreshed.values().stream().anyMatch(api -> sources().isLoaded(file, api));
      if (deploys) {
        taken.addAll(deployment.submit(file));
        taken.forEach(api -> refreshed.remove(api.name()));
      }
      for (RealtimeApiConfig api : refreshed.values()) {
        teller.say(operator.refresh(api.name(), true) + because(changed.values()));
        taken.add(api);
      }
      tellRemoved(former, file);
    }
    if (!taken.isEmpty()) {
      deployment.await(taken, watch::hasChanges);
    }
  }

  private static void add(Map<String, RealtimeApiConfig> refreshed, List<RealtimeApiConfig> apis) {
    apis.forEach(api -> refreshed.put(api.name(), api));
  }

  private static String because(Collection<List<Path>> changed) {
    List<Path> files = changed.stream().flatMap(List::stream).toList();
    return ": %s%s"
        .formatted(
            files.get(0).getFileName(),
            files.size() == 1 ? "" : " and %d more".formatted(files.size() - 1));
  }

  /** Cortex keeps an API that a file has no longer. */
  private void tellRemoved(UpFile former, UpFile file) {
    List<String> names = file.config().apis().stream().map(ApiConfig::name).toList();
    former.config().apis().stream()
        .map(ApiConfig::name)
        .filter(name -> !names.contains(name))
        .forEach(
            name ->
                teller.say(
                    "%s is no longer in %s, and goes on, as in Cortex: cortex-local delete %s"
                        .formatted(name, file.path(), name)));
  }
}
