package io.cortexlocal.cluster.embedded.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodRowTests {

  private static PodRow pod(String metadata, String status) throws JsonProcessingException {
    return new PodRow(
        new ObjectMapper()
            .readTree(
                "{\"metadata\":%s,\"spec\":{\"containers\":[{},{}]},\"status\":%s}"
                    .formatted(metadata, status)),
        Instant.parse("2024-01-01T00:01:00Z"));
  }

  @Test
  void waitingContainerNamesTheStatus() throws JsonProcessingException {
    PodRow row =
        pod(
            "{}",
            """
            {"phase":"Running","containerStatuses":[
             {"ready":false,"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
              "lastState":{"terminated":{"finishedAt":"2024-01-01T00:00:55Z"}}},
             {"ready":true,"restartCount":1,"state":{"running":{}}}]}""");
    assertThat(row.status()).isEqualTo("CrashLoopBackOff");
    assertThat(row.ready()).isEqualTo("1/2");
    assertThat(row.restarts()).isEqualTo("3 (5s ago)");
  }

  @Test
  void endedContainersAreTold() throws JsonProcessingException {
    String ended =
        "{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"terminated\":%s}},"
            + "{\"ready\":true,\"state\":{\"running\":{}}}]}";
    assertThat(pod("{}", ended.formatted("{\"reason\":\"Error\"}")).status()).isEqualTo("Error");
    assertThat(pod("{}", ended.formatted("{\"exitCode\":3}")).status()).isEqualTo("ExitCode:3");
    assertThat(pod("{}", ended.formatted("{\"signal\":9}")).status()).isEqualTo("Signal:9");
    assertThat(pod("{}", ended.formatted("{\"reason\":\"Completed\"}")).status())
        .isEqualTo("NotReady");
  }

  @Test
  void deletedPodIsTerminating() throws JsonProcessingException {
    assertThat(pod("{\"deletionTimestamp\":\"x\"}", "{\"phase\":\"Running\"}").status())
        .isEqualTo("Terminating");
    assertThat(pod("{}", "{\"phase\":\"Pending\"}").status()).isEqualTo("Pending");
  }

  @ParameterizedTest
  @CsvSource({
    "-5, <invalid>",
    "-1, 0s",
    "0, 0s",
    "119, 119s",
    "120, 2m",
    "125, 2m5s",
    "600, 10m",
    "10799, 179m",
    "10800, 3h",
    "11000, 3h3m",
    "28800, 8h",
    "172799, 47h",
    "172800, 2d",
    "176400, 2d1h",
    "691200, 8d"
  })
  void agesAreKubectls(long seconds, String text) {
    assertThat(Age.of(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
