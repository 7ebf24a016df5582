package io.cortexlocal.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
}
