package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a user of one backend carries is what the file {@code libraries} of the project says. Who
 * adds to it adds to the class path of every user of that backend.
 */
class LibrariesTests {

  @Test
  void areThoseOfTheFile() throws IOException {
    assertThat(differences(pinned(), carried())).isEmpty();
  }

  @Test
  void aDifferenceIsNamed() {
    assertThat(differences(Set.of("a:kept", "a:gone"), Set.of("a:kept", "b:new")))
        .containsExactly(
            "a:gone is in the file libraries, and no longer carried",
            "b:new is carried, and not in the file libraries");
  }

  @Test
  void areReadFromMavensList() {
    assertThat(
            libraries(
                Stream.of(
                    "",
                    "The following files have been resolved:",
                    "   org.slf4j:slf4j-api:jar:2.0.20:test -- module org.slf4j",
                    "   org.example:native:jar:linux:1.0:test",
                    "")))
        .containsExactly("org.example:native", "org.slf4j:slf4j-api");
  }

  private static Set<String> pinned() throws IOException {
    return new TreeSet<>(Files.readAllLines(Path.of("libraries")));
  }

  private static Set<String> carried() throws IOException {
    return libraries(Files.readAllLines(Path.of("target", "libraries")).stream());
  }

  private static Set<String> libraries(Stream<String> list) {
    return list.map(String::strip)
        .map(line -> line.split(":"))
        .filter(parts -> parts.length >= 5)
        .map(parts -> parts[0] + ":" + parts[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> differences(Set<String> pinned, Set<String> carried) {
    Set<String> all = new TreeSet<>(pinned);
    all.addAll(carried);
    return all.stream()
        .filter(library -> !(pinned.contains(library) && carried.contains(library)))
        .map(
            library ->
                pinned.contains(library)
                    ? library + " is in the file libraries, and no longer carried"
                    : library + " is carried, and not in the file libraries")
        .toList();
  }
}
