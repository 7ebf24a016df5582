package io.cortexlocal.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewsTests {

  private final News news = new News();

  @Test
  void whoComesLaterGetsTheLastOfWhatHasHappened() throws Exception {
    IntStream.range(0, News.MOST_REQUESTS + 3).forEach(i -> news.request(Map.of("number", i)));
    news.line(Map.of("text", "hello"));
    news.apis(List.of(Map.of("name", "a")));

    try (News.Reader reader = news.read()) {
      List<News.Item> first = reader.next(Duration.ZERO);
      assertThat(first).hasSize(1 + News.MOST_REQUESTS + 1);
      assertThat(first.get(0)).isEqualTo(new News.Item("apis", List.of(Map.of("name", "a"))));
      assertThat(first.get(1)).isEqualTo(new News.Item("request", Map.of("number", 3)));
      assertThat(first).last().isEqualTo(new News.Item("line", Map.of("text", "hello")));
    }
  }

  @Test
  void apisAreToldOnceHoweverOftenTheyChangedMeanwhile() throws Exception {
    try (News.Reader reader = news.read()) {
      assertThat(reader.next(Duration.ZERO)).containsExactly(new News.Item("apis", List.of()));
      news.apis(List.of(Map.of("name", "a")));
      news.apis(List.of(Map.of("name", "b")));
      assertThat(reader.next(Duration.ZERO))
          .containsExactly(new News.Item("apis", List.of(Map.of("name", "b"))));
      news.apis(List.of(Map.of("name", "b")));
      assertThat(reader.next(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void whoReadsMoreSlowlyMissesTheOldestAndIsTold() throws Exception {
    try (News.Reader slow = news.read()) {
      slow.next(Duration.ZERO);
      IntStream.range(0, 2_007).forEach(i -> news.line(Map.of("number", i)));

      List<News.Item> items = slow.next(Duration.ZERO);

      assertThat(items.get(0)).isEqualTo(new News.Item("missed", 7L));
      assertThat(items.get(1)).isEqualTo(new News.Item("line", Map.of("number", 7)));
      assertThat(items).hasSize(2_001);
      assertThat(slow.next(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void whoWaitsIsWokenByNewsAndByTheEnd() throws Exception {
    try (News.Reader reader = news.read()) {
      reader.next(Duration.ZERO);
      CompletableFuture<List<News.Item>> waiting =
          CompletableFuture.supplyAsync(() -> next(reader));
      news.line(Map.of("text", "hello"));
      assertThat(waiting.get(20, TimeUnit.SECONDS))
          .containsExactly(new News.Item("line", Map.of("text", "hello")));
      assertThat(reader.ended()).isFalse();

      CompletableFuture<List<News.Item>> last = CompletableFuture.supplyAsync(() -> next(reader));
      news.close();
      assertThat(last.get(20, TimeUnit.SECONDS)).isEmpty();
      assertThat(reader.ended()).isTrue();
    }
  }

  private static List<News.Item> next(News.Reader reader) {
    try {
      return reader.next(Duration.ofSeconds(60));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isWrittenAsAServerSentEvent() {
    assertThat(new News.Item("line", Map.of("text", "a\nb")).text())
        .isEqualTo("event: line\ndata: {\"text\":\"a\\nb\"}\n\n");
  }
}
