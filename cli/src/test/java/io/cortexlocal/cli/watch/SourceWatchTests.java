package io.cortexlocal.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.time.Deadline;
import io.cortexlocal.time.Signal;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTests {

  private final Signal signal = new Signal();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final SourceWatch watch = SourceWatch.start(signal::changed, problems::add);

  @TempDir private Path folder;
  @TempDir private Path beside;
  private Path yaml;
  private Path app;
  private WatchedPath file;
  private WatchedPath tree;

  @BeforeEach
  void begin() throws IOException {
    yaml = Files.writeString(folder.resolve("cortex.yaml"), "a");
    app = Files.createDirectories(folder.resolve("app"));
    Files.writeString(app.resolve("main.py"), "a");
    file = new WatchedPath.File(yaml);
    tree = new WatchedPath.Tree(app, Set.of(app.resolve("cortex-local.yaml")));
    watch.watch(List.of(file, tree));
  }

  @AfterEach
  void end() {
    watch.close();
  }

  /** Waits until this has changed, and all of this. */
  private void awaitChange(WatchedPath watched, Path... files) throws InterruptedException {
    Set<Path> wanted = Set.of(files);
    Set<Path> seen = new TreeSet<>();
    boolean all =
        signal.await(
            Deadline.after(Duration.ofSeconds(60)),
            () -> {
              for (Map.Entry<WatchedPath, List<Path>> change : watch.take().entrySet()) {
                assertThat(change.getKey()).isEqualTo(watched);
                seen.addAll(change.getValue());
              }
              return seen.containsAll(wanted);
            });
    assertThat(all).as("%s of %s", seen, wanted).isTrue();
    assertThat(seen).isEqualTo(wanted);
  }

  /** Saves as at one moment: a write in place is two changes when it is slow. */
  private void save(Path path, String text) throws IOException {
    Path next = Files.writeString(Files.createTempFile(beside, "saved", ""), text);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aFileThatIsWrittenInPlace() throws Exception {
    Files.writeString(yaml, "bb");
    awaitChange(file, yaml);
  }

  @Test
  void aFileThatAnEditorReplaces() throws Exception {
    Path next = Files.writeString(folder.resolve(".cortex.yaml.swp"), "b");
    Files.move(next, yaml, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    awaitChange(file, yaml);
    save(yaml, "once more");
    awaitChange(file, yaml);
  }

  @Test
  void aFileThatGoesAndComesBack() throws Exception {
    Files.delete(yaml);
    awaitChange(file, yaml);
    save(yaml, "c");
    awaitChange(file, yaml);
  }

  @Test
  void whatIsInAFolderThatIsNew() throws Exception {
    Path deep = Files.createDirectories(app.resolve("one/two"));
    Path inIt = deep.resolve("x.py");
    save(inIt, "a");
    awaitChange(tree, inIt);
    save(inIt, "bb");
    awaitChange(tree, inIt);
  }

  @Test
  void aFolderThatIsRemovedAndIsThereAgain() throws Exception {
    Path main = app.resolve("main.py");
    Files.delete(main);
    Files.delete(app);
    awaitChange(tree, main);
    Files.createDirectory(app);
    save(main, "again");
    awaitChange(tree, main);
    save(main, "and on");
    awaitChange(tree, main);
  }

  @Test
  void whatDoesNotCountChangesNothing() throws Exception {
    save(app.resolve(".dockerignore"), "data\n");
    awaitChange(tree, app.resolve(".dockerignore"));

    Files.writeString(Files.createDirectory(app.resolve("data")).resolve("x"), "a");
    Files.writeString(Files.createDirectory(app.resolve("__pycache__")).resolve("x.pyc"), "a");
    Files.writeString(app.resolve("cortex-local.yaml"), "a");
    Files.writeString(folder.resolve("README.md"), "a");
    save(app.resolve("main.py"), "bb");

    awaitChange(tree, app.resolve("main.py"));
  }

  @Test
  void aCheckoutOfManyFilesIsOneChangeOrFew() throws Exception {
    Path[] files = new Path[500];
    for (int i = 0; i < files.length; i++) {
      files[i] = Files.writeString(app.resolve("f" + i), "x");
    }
    awaitChange(tree, files);
  }

  @Test
  void whatIsWatchedAnewHasNotChanged() throws Exception {
    watch.watch(List.of(tree));
    save(yaml, "bb");
    save(app.resolve("main.py"), "bb");
    awaitChange(tree, app.resolve("main.py"));

    watch.watch(List.of(file, tree));
    assertThat(watch.hasChanges()).isFalse();
  }

  @Test
  void aFileOfAFolderThatIsNotThere() throws Exception {
    WatchedPath gone = new WatchedPath.Tree(folder.resolve("not/there"), Set.of());
    watch.watch(List.of(gone));

    assertThat(watch.hasChanges()).isFalse();
  }

  @Test
  void aFolderBehindALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), app);
    WatchedPath linked = new WatchedPath.Tree(link, Set.of(link.resolve("cortex-local.yaml")));
    watch.watch(List.of(linked));

    save(app.resolve("cortex-local.yaml"), "a");
    save(app.resolve("main.py"), "bb");
    awaitChange(linked, link.resolve("main.py"));

    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("main.py"), "ccc");
    Path next = Files.createSymbolicLink(folder.resolve("next"), other);
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    awaitChange(linked, link.resolve("main.py"));
  }

  @Test
  void aFileBehindALink() throws Exception {
    Path real = Files.writeString(Files.createDirectory(beside.resolve("real")).resolve("a"), "a");
    Path link = Files.createSymbolicLink(folder.resolve("linked.yaml"), real);
    WatchedPath linked = new WatchedPath.File(link);
    watch.watch(List.of(linked));

    save(real, "bb");
    awaitChange(linked, link);
  }

  @Test
  void aPatternThatIsNoneIsToldOnceAndTheWatchGoesOn() throws Exception {
    Path ignore = app.resolve(".dockerignore");
    save(ignore, "[z-a]\n");
    awaitChange(tree, ignore);
    save(app.resolve("main.py"), "bb");
    awaitChange(tree, app.resolve("main.py"));

    assertThat(problems)
        .containsExactly(ignore + ": \"[z-a]\" is no pattern of Docker's, and names no file here");
  }

  @Test
  void aChangeThatCouldNotBeToldDoesNotEndTheWatch() throws Exception {
    AtomicBoolean fails = new AtomicBoolean(true);
    try (SourceWatch failing =
        SourceWatch.start(
            () -> {
              signal.changed();
              if (fails.getAndSet(false)) {
                throw new IllegalStateException("once");
              }
            },
            problems::add)) {
      failing.watch(List.of(file));
      save(yaml, "bb");
      assertThat(taken(failing)).containsOnlyKeys(file);
      save(yaml, "ccc");
      assertThat(taken(failing)).containsOnlyKeys(file);
    }
    assertThat(problems)
        .containsExactly(
            "what has changed could not be told: java.lang.IllegalStateException: once");
  }

  private Map<WatchedPath, List<Path>> taken(SourceWatch of) throws InterruptedException {
    assertThat(signal.await(Deadline.after(Duration.ofSeconds(60)), of::hasChanges)).isTrue();
    return of.take();
  }

  @Test
  void aLimitOfTheSystemIsToldTheSameForEachFolder() {
    IOException limit = new IOException("User limit of inotify watches reached");

    assertThat(SourceWatch.unwatched(app, limit))
        .isEqualTo(SourceWatch.unwatched(folder, limit))
        .isEqualTo(
            """
            not all folders can be watched: User limit of inotify watches reached. What you save \
            in the others goes unnoticed.
            Try: sudo sysctl fs.inotify.max_user_watches=524288""");
    assertThat(SourceWatch.unwatched(app, new AccessDeniedException(app.toString())))
        .isEqualTo(
            "%s cannot be watched, and what you save there goes unnoticed: java.nio.file.AccessDeniedException: %s",
            app, app);
  }
}
