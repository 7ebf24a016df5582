package io.cortexlocal.config;

import java.util.List;
import org.apiguardian.api.API;

/** What a probe or a hook does: one of those below, and others may come. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Handler {

  /**
   * An HTTP GET to the pod.
   *
   * @param path with a leading slash
   * @param port 1 to 65535, never 8888 or 15000, which are the sidecar's
   */
  record HttpGet(String path, int port) implements Handler {

    @API(status = API.Status.INTERNAL)
    public HttpGet {}
  }

  /** A TCP connection to the pod. */
  record TcpSocket(int port) implements Handler {

    @API(status = API.Status.INTERNAL)
    public TcpSocket {}
  }

  /** A command in the container, which succeeds with exit code 0. */
  record Exec(List<String> command) implements Handler {

    @API(status = API.Status.INTERNAL)
    public Exec {
      command = List.copyOf(command);
    }
  }
}
