package io.cortexlocal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTests {

  private final Closer closer = new Closer();
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesTheLastFirst() {
    register("one");
    register("two");
    register("three");

    closer.close();

    assertThat(closed).containsExactly("three", "two", "one");
  }

  @Test
  void forgetsWhatOthersHaveClosed() {
    AutoCloseable one = closer.register(() -> closed.add("one"));
    register("two");

    closer.unregister(one);
    closer.close();

    assertThat(closed).containsExactly("two");
  }

  @Test
  void closesTheRestWhenOneFails() {
    register("one");
    closer.register(
        () -> {
          throw new IllegalStateException("a failure on purpose");
        });
    register("two");
    closer.register(
        () -> {
          throw new AssertionError("an error on purpose");
        });
    register("three");
    closer.register(
        () -> {
          throw new Exception("a checked failure on purpose");
        });

    closer.close();

    assertThat(closed).containsExactly("three", "two", "one");
  }

  @Test
  void keepsAnInterruptAndClosesTheRest() {
    register("one");
    closer.register(
        () -> {
          throw new InterruptedException("on purpose");
        });

    closer.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("one");
  }

  @Test
  void closesOnceOnly() {
    register("one");

    closer.close();
    closer.close();

    assertThat(closed).containsExactly("one");
  }

  @Test
  void closesAtOnceWhatComesTooLate() {
    closer.close();

    AutoCloseable late = () -> closed.add("late");
    assertThat(closer.register(late)).isSameAs(late);

    assertThat(closed).containsExactly("late");
  }

  @Test
  void closesWhatIsRegisteredMeanwhile() {
    register("one");
    closer.register(() -> register("meanwhile"));

    closer.close();

    assertThat(closed).containsExactly("meanwhile", "one");
  }

  private void register(String name) {
    closer.register(() -> closed.add(name));
  }
}
