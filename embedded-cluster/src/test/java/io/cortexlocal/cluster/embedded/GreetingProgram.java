package io.cortexlocal.cluster.embedded;

import io.cortexlocal.cluster.Program;
import io.cortexlocal.cluster.ProgramContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;

/**
 * Greets over HTTP on a port of its pod, and on one of this machine's loopback, which it says in
 * its log. {@code /crash} makes it throw; {@code /file} answers with the file of its volume.
 */
public final class GreetingProgram implements Program {

  static final String NAME = "greeting";
  static final int PORT = 8888;
  static final String VOLUME = "/mnt";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(ProgramContext context) throws Exception {
    if (context.arguments().contains("stubborn")) {
      context.output("ignores every signal");
      while (true) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          context.output("ignored");
        }
      }
    }
    ServerSocketChannel loopback = context.listenOnLoopback().orElseThrow();
    Thread local = new Thread(() -> greetUntilClosed(context, loopback), "greeting-loopback");
    local.setDaemon(true);
    local.start();
    try (ServerSocketChannel server = context.listen(PORT)) {
      context.output("greets " + loopback.getLocalAddress());
      while (true) {
        answer(context, server.accept());
      }
    }
  }

  private static void greetUntilClosed(ProgramContext context, ServerSocketChannel server) {
    try {
      while (true) {
        answer(context, server.accept());
      }
    } catch (IOException closed) {
      context.output("closed");
    }
  }

  private static void answer(ProgramContext context, SocketChannel client) throws IOException {
    try (client) {
      ByteBuffer request = ByteBuffer.allocate(4096);
      client.read(request);
      String line = new String(request.array(), 0, request.position(), StandardCharsets.UTF_8);
      if (line.startsWith("GET /crash")) {
        throw new IllegalStateException("told to crash");
      }
      String body =
          line.startsWith("GET /file")
              ? Files.readString(context.file(VOLUME).resolve("name"))
              : "hello " + context.arguments();
      String answer =
          "HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
              .formatted(body.length(), body);
      ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        client.write(bytes);
      }
    }
  }
}
