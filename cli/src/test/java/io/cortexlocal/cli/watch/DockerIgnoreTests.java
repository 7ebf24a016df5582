package io.cortexlocal.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerIgnoreTests {

  @ParameterizedTest
  @CsvSource({
    "node_modules, node_modules, true",
    "node_modules, node_modules/a/b.js, true",
    "node_modules, web/node_modules, false",
    "**/node_modules, web/node_modules/a.js, true",
    "**/node_modules, node_modules, true",
    "/target/, target/x, true",
    "*.log, a.log, true",
    "*.log, logs/a.log, false",
    "**/*.log, logs/deep/a.log, true",
    "logs/**, logs/a/b, true",
    "a?c, abc, true",
    "a?c, a/c, false",
    "[ab].txt, a.txt, true",
    "[ab].txt, c.txt, false",
    "[^a].txt, b.txt, true",
    "[^a].txt, a.txt, false",
    "[a-c].txt, b.txt, true",
    "[[].txt, [.txt, true",
    "[a&&b].txt, a.txt, true",
    "'[a\\-c].txt', b.txt, false",
    "'[\\d].txt', d.txt, true",
    "'[z-a]|*.log', a.log, true",
    "'[z-a]|*.log', '[z-a]', false",
    "'ü*', über, true",
    "'a\0b|*.log', a.log, true",
    "a.b, axb, false",
    "./x/../y, y, true",
    "a\\*, a*, true",
    "a\\*, ab, false",
    "'# a comment', '# a comment', false",
    "'  spaced  ', spaced, true",
    "'*|!keep.txt', keep.txt, false",
    "'*|!keep.txt', other.txt, true",
    "'*|!src|src/secret', src/a, false",
    "'*|!src|src/secret', src/secret, true",
    "'!a|a', a, true",
    "'', main.py, false",
  })
  void rulesAreDockers(String lines, String path, boolean ignored) {
    assertThat(DockerIgnore.of(lines.replace('|', '\n')).ignores(Path.of(path))).isEqualTo(ignored);
  }

  @ParameterizedTest
  @CsvSource({
    ".git/index, true",
    "sub/.git, true",
    "app/__pycache__/main.cpython-311.pyc, true",
    ".pytest_cache/v/cache/lastfailed, true",
    "tests/.pytest_cache/README.md, true",
    ".mypy_cache/3.11/main.data.json, true",
    ".ruff_cache/CACHEDIR.TAG, true",
    "notebooks/.ipynb_checkpoints/a.ipynb, true",
    "main.pyc, true",
    ".main.py.swp, true",
    ".main.py.swx, false",
    "main.py~, true",
    ".#main.py, true",
    "#main.py#, true",
    "4913, true",
    "main.py, false",
    "git, false",
  })
  void whatToolsLeaveDoesNotCount(String path, boolean ignored) {
    assertThat(DockerIgnore.of("").ignores(Path.of(path))).isEqualTo(ignored);
  }

  @Test
  void aLineThatIsNoPatternIsKept() {
    assertThat(DockerIgnore.of("*.log\n[z-a]\n[[]\n").unreadable()).containsExactly("[z-a]");
  }

  @Test
  void aFileIsReadAsUtf8AndTheRestOfOneThatIsNotCounts(@TempDir Path directory) throws Exception {
    Path file = directory.resolve(".dockerignore");
    Files.writeString(file, "\uFEFFdäta\n");
    assertThat(DockerIgnore.in(directory).ignores(Path.of("däta"))).isTrue();

    Files.write(file, new byte[] {'a', '\n', (byte) 0xE4, '\n'});
    assertThat(DockerIgnore.in(directory).ignores(Path.of("a"))).isTrue();
  }
}
