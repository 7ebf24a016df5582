package io.cortexlocal.cli.up;

import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.running.NothingRunsException;
import io.cortexlocal.cli.running.OperatorRefusal;
import io.cortexlocal.cli.watch.SourceWatch;
import io.cortexlocal.cli.watch.WatchedPath;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.image.ImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Deploys a user's files, and what has been changed in the user's folders since, as Cortex would,
 * and nothing else. What could not be deployed is not forgotten: the next change brings it along.
 */
final class UpChanges {

  private final Streams streams;
  private final Teller teller;
  private final List<Path> paths;
  private final AtomicReference<UpFiles> files;
  private final boolean runsCommands;
  private final UpDeployment deployment;
  private final Optional<SourceWatch> watch;

  /** What has changed, and has not been read yet. */
  private final Map<WatchedPath, List<Path>> pending = new LinkedHashMap<>();

  /** APIs whose replicas do not have a change yet, with the files that changed. */
  private final Map<String, List<Path>> owed = new LinkedHashMap<>();

  /** The files as the operator took them last. */
  private final Map<Path, UpFile> deployed = new HashMap<>();

  /** What files name that were refused when they were read last: it may be mended there. */
  private final Set<WatchedPath> named = new HashSet<>();

  /** Those of them of which the operator refused an API. */
  private final Set<Path> incomplete = new HashSet<>();

  /**
   * @param files that are meant; replaced by what they say next
   * @param runsCommands whether the backend takes a command in place of an image
   * @param watch empty when nothing is watched
   */
  UpChanges(
      Streams streams,
      Teller teller,
      AtomicReference<UpFiles> files,
      boolean runsCommands,
      UpDeployment deployment,
      Optional<SourceWatch> watch) {
    this.streams = streams;
    this.teller = teller;
    this.paths = files.get().files().stream().map(UpFile::path).toList();
    this.files = files;
    this.runsCommands = runsCommands;
    this.deployment = deployment;
    this.watch = watch;
  }

  /** Returns whether there is something for {@link #apply}. */
  boolean any() {
    return watch.filter(SourceWatch::hasChanges).isPresent();
  }

  /**
   * Deploys all files, and waits until their APIs serve, cannot, or something has changed. What is
   * refused is told.
   *
   * @return whether all of them serve
   * @throws InterruptedException when the thread is interrupted
   */
  boolean deploy() throws InterruptedException {
    List<ApiConfig> taken = new ArrayList<>();
    boolean answered = true;
    for (UpFile file : files.get().files()) {
      answered &= attempt(() -> taken.addAll(submit(file, true).taken()));
    }
    return deployment.await(taken, this::any) && answered && incomplete.isEmpty();
  }

  /**
   * Takes what has changed since the last call, and deploys it. What is broken is told, and changes
   * nothing.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void apply() throws InterruptedException {
    Map<WatchedPath, List<Path>> fresh = watch.map(SourceWatch::take).orElse(Map.of());
    fresh.forEach((path, changed) -> pending.merge(path, changed, WatchedPath::union));
    if (fresh.isEmpty() || !read(fresh.keySet())) {
      return;
    }
    List<ApiConfig> taken = new ArrayList<>();
    files.get().files().forEach(file -> taken.addAll(apply(file)));
    if (!taken.isEmpty()) {
      deployment.await(taken, this::any);
    }
  }

  private UpSources sources() {
    return new UpSources(files.get(), runsCommands);
  }

  /**
   * Reads what the files say now, where they have changed, and tells what is broken.
   *
   * @return whether anything is to be deployed
   */
  private boolean read(Set<WatchedPath> fresh) {
    Set<WatchedPath> configuration = new HashSet<>(sources().configuration());
    configuration.addAll(named);
    if (pending.keySet().stream().noneMatch(configuration::contains)) {
      owe(List.of());
      pending.clear();
      return true;
    }
    try {
      files.set(reread());
    } catch (BrokenFilesException | UsageException | ImageException e) {
      if (fresh.stream().anyMatch(configuration::contains)) {
        tell(e);
        return false;
      }
      // It was told when it was saved; until it is mended, what was read before it counts.
      owe(List.of());
      pending.keySet().retainAll(configuration);
      return true;
    }
    named.clear();
    watch.ifPresent(it -> it.watch(sources().all()));
    owe(
        pending.entrySet().stream()
            .filter(change -> configuration.contains(change.getKey()))
            .flatMap(change -> change.getValue().stream())
            .toList());
    pending.clear();
    return true;
  }

  /** What a refused file names may come before it is watched, so it is read once more then. */
  private UpFiles reread() {
    try {
      return UpFiles.read(paths);
    } catch (ImageException e) {
      Set<WatchedPath> others =
          e.named().stream().map(WatchedPath.File::new).collect(Collectors.toSet());
      if (named.containsAll(others)) {
        throw e;
      }
      named.addAll(others);
      Set<WatchedPath> all = new LinkedHashSet<>(sources().all());
      all.addAll(named);
      watch.ifPresent(it -> it.watch(all));
      return UpFiles.read(paths);
    }
  }

  private void tell(RuntimeException problem) {
    if (!(problem instanceof BrokenFilesException broken)) {
      teller.wrong(problem.getMessage());
      return;
    }
    teller.say("a file is broken, and nothing is touched:");
    try {
      broken.report(streams);
    } catch (IOException e) {
      throw new IllegalStateException("it is written to a print writer", e);
    }
  }

  /**
   * Notes which APIs what is pending concerns.
   *
   * @param configuration files that have changed, and say how images are had
   */
  private void owe(List<Path> configuration) {
    UpSources sources = sources();
    owed.keySet().retainAll(files.get().apis().stream().map(ApiConfig::name).toList());
    for (UpFile file : files.get().files()) {
      pending.forEach(
          (path, changed) -> sources.madeOf(file, Set.of(path)).forEach(api -> owe(api, changed)));
      former(file)
          .map(former -> sources.hadOtherwise(file, former))
          .ifPresent(apis -> apis.forEach(api -> owe(api, configuration)));
    }
  }

  private void owe(RealtimeApiConfig api, List<Path> changed) {
    owed.merge(api.name(), changed, WatchedPath::union);
  }

  private Optional<UpFile> former(UpFile file) {
    return Optional.ofNullable(deployed.get(file.path()));
  }

  /** Returns the APIs that are updated. */
  private List<ApiConfig> apply(UpFile file) {
    List<ApiConfig> taken = new ArrayList<>();
    Map<String, RealtimeApiConfig> refreshed = owedOf(file);
    boolean deploys =
        incomplete.contains(file.path())
            || former(file).filter(file::isSameAs).isEmpty()
            || refreshed.values().stream().anyMatch(api -> sources().isLoaded(file, api));
    boolean answered =
        !deploys
            || attempt(
                () -> {
                  Submitted submitted = submit(file, false);
                  taken.addAll(submitted.taken());
                  submitted.taken().forEach(api -> refreshed.remove(api.name()));
                  submitted.refused().forEach(api -> refreshed.remove(api.name()));
                });
    if (answered) {
      refreshed.values().forEach(api -> attempt(() -> taken.add(refresh(api))));
    }
    return taken;
  }

  private Map<String, RealtimeApiConfig> owedOf(UpFile file) {
    return file.config().apis().stream()
        .filter(RealtimeApiConfig.class::isInstance)
        .map(RealtimeApiConfig.class::cast)
        .filter(api -> owed.containsKey(api.name()))
        .collect(
            Collectors.toMap(
                RealtimeApiConfig::name, api -> api, (one, other) -> one, LinkedHashMap::new));
  }

  /** Has the operator take a file, and notes what of it that did. */
  private Submitted submit(UpFile file, boolean all) {
    Submitted submitted = deployment.submit(file, all);
    former(file).ifPresent(former -> tellRemoved(former, file));
    deployed.put(file.path(), file);
    if (submitted.refused().isEmpty()) {
      incomplete.remove(file.path());
    } else {
      incomplete.add(file.path());
    }
    submitted.taken().forEach(api -> owed.remove(api.name()));
    return submitted;
  }

  private RealtimeApiConfig refresh(RealtimeApiConfig api) {
    String because = because(owed.getOrDefault(api.name(), List.of()));
    try {
      teller.say(deployment.refresh(api.name()) + because);
    } catch (OperatorRefusal e) {
      // Then it has no replicas, and none that want the change.
      owed.remove(api.name());
      throw e;
    }
    owed.remove(api.name());
    return api;
  }

  /** Returns whether the operator did it; what it said otherwise has been told. */
  private boolean attempt(Runnable call) {
    try {
      call.run();
      return true;
    } catch (OperatorRefusal e) {
      teller.wrong(e.getMessage());
    } catch (NothingRunsException e) {
      // The operator is of this process: one that is slow is not one that is gone.
      deployment.requireAlive();
      teller.wrong(e.getMessage());
    }
    return false;
  }

  private static String because(List<Path> files) {
    return files.isEmpty()
        ? ""
        : ": %s%s"
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
