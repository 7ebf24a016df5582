package io.cortexlocal.operator;

import io.cortexlocal.cluster.Kubernetes.ExecResult;
import io.cortexlocal.cluster.Kubernetes.LogLines;
import io.cortexlocal.cluster.Kubernetes.Subscription;
import io.cortexlocal.cluster.embedded.store.PodAccess;
import io.cortexlocal.cluster.embedded.store.WrittenLine;
import io.cortexlocal.cluster.embedded.store.WrittenLines;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** A cluster whose pods no node runs. */
final class NoPods implements PodAccess {

  @Override
  public String logs(String namespace, String pod, String container, int lines, boolean previous) {
    return "";
  }

  @Override
  public List<WrittenLine> written(
      String namespace, String pod, String container, int lines, boolean previous) {
    return List.of();
  }

  @Override
  public Subscription followLogs(String namespace, String pod, String container, LogLines lines) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription followWritten(
      String namespace, String pod, String container, int last, WrittenLines lines, Runnable done) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ExecResult exec(
      String namespace, String pod, String container, Duration timeout, List<String> command) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketChannel connect(String namespace, String pod, int port) {
    throw new UnsupportedOperationException();
  }
}
