package io.cortexlocal.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A port on loopback that hands connections on to a server, but for those that begin with TLS. The
 * JDK's server would read such a one without an answer, and a client that tries TLS first would
 * wait for its own timeout.
 */
final class PlainTextPort implements AutoCloseable {

  private static final int TLS_HANDSHAKE = 0x16;

  private final ServerSocket port;
  private final InetSocketAddress server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  PlainTextPort(InetSocketAddress server) throws IOException {
    this.server = server;
    this.port = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int number() {
    return port.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = port.accept();
        threads.execute(() -> handOn(client));
      }
    } catch (IOException closed) {
      threads.shutdown();
    }
  }

  private void handOn(Socket client) {
    try (client;
        Socket upstream = new Socket()) {
      PushbackInputStream request = new PushbackInputStream(client.getInputStream());
      int first = request.read();
      if (first < 0 || first == TLS_HANDSHAKE) {
        return;
      }
      request.unread(first);
      upstream.connect(server);
      threads.execute(() -> copy(request, upstream));
      copy(upstream.getInputStream(), client);
    } catch (IOException e) {
      // One end has closed the connection; the other sees it closed.
    }
  }

  private static void copy(InputStream from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      from.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      // As above.
    }
  }

  @Override
  public void close() throws IOException {
    port.close();
    threads.shutdownNow();
  }
}
