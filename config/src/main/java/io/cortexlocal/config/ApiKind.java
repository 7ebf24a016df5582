package io.cortexlocal.config;

import org.apiguardian.api.API;

/** The kinds of API that Cortex 0.42 knows, in the order in which its messages list them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ApiKind {
  REALTIME_API("RealtimeAPI"),
  BATCH_API("BatchAPI"),
  TRAFFIC_SPLITTER("TrafficSplitter"),
  TASK_API("TaskAPI"),
  ASYNC_API("AsyncAPI");

  private final String text;

  ApiKind(String text) {
    this.text = text;
  }

  /** Returns the kind as it is written in {@code cortex.yaml}, such as {@code RealtimeAPI}. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
