package io.cortexlocal.operator.http;

import io.cortexlocal.operator.http.Attack.Delivery;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes requests that are wrong in one way or another; the same ones from the same seed. */
final class Attacks {

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "G\u00e9T", "");
  private static final List<String> PATHS =
      List.of(
          "/get",
          "/get/hello",
          "/deploy",
          "/refresh/nobody",
          "/describe/hello",
          "/logs/hello",
          "/info",
          "/verifycortex",
          "/metrics",
          "/batch/hello",
          "/tasks/hello",
          "/streamlogs/hello",
          "/nothing",
          "/",
          "*",
          "");

  private final Random random;
  private final List<Supplier<Attack>> kinds =
      List.of(
          this::method,
          this::path,
          this::query,
          this::header,
          this::length,
          this::chunks,
          this::form,
          this::formLimits,
          this::pipeline,
          this::handshake,
          this::frames,
          this::damaged,
          this::foreign);

  Attacks(long seed) {
    random = new Random(seed);
  }

  Attack next() {
    Attack attack = one(kinds).get();
    // byte by byte takes its time
    return attack.delivery() == Delivery.BYTE_BY_BYTE && attack.sent().length() > 2000
        ? new Attack(attack.kind(), attack.sent(), Delivery.AT_ONCE)
        : attack;
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Attack attack(String kind, String sent) {
    return new Attack(kind, sent, one(List.of(Delivery.values())));
  }

  private static String head(String line, String... headers) {
    StringBuilder head = new StringBuilder(line).append("\r\nHost: localhost\r\n");
    ServedOperator.CLIENT.forEach(
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private String noise(int most) {
    StringBuilder noise = new StringBuilder();
    for (int count = random.nextInt(most) + 1; count > 0; count--) {
      noise.append((char) random.nextInt(256));
    }
    return noise.toString();
  }

  private Attack method() {
    return attack("a method", head(one(METHODS) + " " + one(PATHS) + " HTTP/1.1"));
  }

  private Attack path() {
    String path =
        one(
            List.of(
                "/get/%ff%fe",
                "/get/%c3%28",
                "/get/\u00ff\u00fe",
                "/get/%zz",
                "/get/%",
                "/get/%00",
                "/get/..%2f..%2fetc",
                "/get/../../etc/passwd",
                "/get/%2e%2e/info",
                "/get;a=b/hello;c",
                "/get/hello\\..\\x",
                "/get/" + "x".repeat(9000),
                "/get/" + "x".repeat(300),
                "//" + "/".repeat(random.nextInt(2000)) + "get",
                "http://elsewhere.example/get",
                "http://localhost:99999999/get",
                "/get/hello#fragment",
                "/get/hel lo",
                "/delete/%F0%9F%98%80",
                "/get/" + noise(20)));
    return attack("a path", head(one(List.of("GET", "DELETE", "POST")) + " " + path + " HTTP/1.1"));
  }

  private Attack query() {
    String query =
        one(
            List.of(
                "force=%zz",
                "configFileName=%ff",
                "configFileName=%00.yaml",
                "configFileName=../../x&force=true",
                "=&&==&",
                "configFileName=" + "x".repeat(7000),
                "configFileName=" + "x".repeat(70_000),
                "force=maybe&keepCache=7",
                "a=" + noise(30)));
    String line = one(List.of("POST /deploy", "POST /refresh/nobody", "DELETE /delete/nobody"));
    return attack("a query", head(line + "?" + query + " HTTP/1.1", "Content-Length: 0"));
  }

  private Attack header() {
    String line = "GET /get HTTP/1.1\r\n";
    return attack(
        "a header",
        one(
            List.of(
                head("GET /get HTTP/1.1", "X: " + "x".repeat(20_000)),
                head("GET /get HTTP/1.1", "X: y\r\n".repeat(3000) + "X: y"),
                head("GET /get HTTP/1.1", "no colon"),
                head("GET /get HTTP/1.1", ": no name"),
                head("GET /get HTTP/1.1", "X: a\0b"),
                head("GET /get HTTP/1.1", "X: a\r\n  folded"),
                head("GET /get HTTP/1.1", "Host: other"),
                head("GET /get HTTP/1.1", "Expect: 100-continue", "Content-Length: 5"),
                head("GET /get HTTP/1.1", "Expect: something"),
                head("GET /get HTTP/1.1", "Connection: upgrade", "Upgrade: h2c"),
                head("GET /get HTTP/1.9"),
                head("GET /get HTTP/2.0"),
                head("GET /get HTTP/9.9"),
                head("GET /get http/1.1"),
                head("GET /get HTTP/1.1 more"),
                head("GET /get"),
                "GET /get\r\n",
                line + "\r\n",
                line + "Host:\r\n\r\n",
                line + "Host: a b\r\n\r\n",
                line + "Host: localhost:port\r\n\r\n",
                line + "Host: [::1\r\n\r\n",
                line + "Host: rebound.example\r\n\r\n",
                head("GET /get HTTP/1.1", noise(40)))));
  }

  private Attack length() {
    String length =
        one(
            List.of(
                "Content-Length: -1",
                "Content-Length: x",
                "Content-Length: 99999999999999999999",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Content-Length: 100000",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: identity"));
    return attack(
        "a length", head(one(List.of(uploadLine(), "GET /get HTTP/1.1")), length) + "abc");
  }

  private Attack chunks() {
    String chunks =
        one(
            List.of(
                "zz\r\nabc\r\n0\r\n\r\n",
                "-5\r\nabc\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nabc",
                "7fffffff\r\nabc",
                "3\r\nabcdef\r\n0\r\n\r\n",
                "3\nabc\n0\n\n",
                "3;" + "e".repeat(9000) + "\r\nabc\r\n0\r\n\r\n",
                "3\r\nabc\r\n0\r\nT: " + "t".repeat(9000) + "\r\n\r\n",
                "3\r\nab",
                "0\r\n\r\n",
                noise(60)));
    return attack(
        "chunks",
        head(
                uploadLine(),
                "Content-Type: multipart/form-data; boundary=b",
                "Transfer-Encoding: chunked")
            + chunks);
  }

  private static String uploadLine() {
    return "POST /deploy?configFileName=c.yaml HTTP/1.1";
  }

  private static String upload(String type, String body) {
    return head(uploadLine(), "Content-Type: " + type, "Content-Length: " + body.length()) + body;
  }

  private static String part(String headers, String content) {
    return "--b\r\n" + headers + "\r\n\r\n" + content + "\r\n";
  }

  private Attack form() {
    String file = "Content-Disposition: form-data; name=\"config\"; filename=\"config\"";
    String good = part(file, ApiFiles.realtime("uploaded")) + "--b--\r\n";
    String body =
        one(
            List.of(
                good,
                good.substring(0, random.nextInt(good.length())),
                good.replace("\r\n", "\n"),
                good.replace("--b", "--c"),
                good + good,
                part(file, "x") + good,
                part(file, "- name: [") + "--b--",
                part(file, noise(400)) + "--b--\r\n",
                part("", "x") + "--b--\r\n",
                part("Content-Disposition: ;;;=\"", "x") + "--b--\r\n",
                part("Content-Disposition: form-data; name=\"config\"; filename=\"", "x") + "--b--",
                part("X: " + "h".repeat(20_000) + "\r\n" + file, "x") + "--b--\r\n",
                part("X: h\r\n".repeat(2000) + file, "x") + "--b--\r\n",
                part(file, "x").repeat(40) + "--b--\r\n",
                part(
                        file + "\r\nContent-Type: multipart/mixed; boundary=i",
                        "--i\r\n\r\nx\r\n--i--")
                    + "--b--\r\n",
                "",
                "--b",
                "--b--",
                noise(200)));
    String type =
        one(
            List.of(
                "multipart/form-data; boundary=b",
                "multipart/form-data; boundary=b",
                "multipart/form-data; boundary=b",
                "multipart/form-data; boundary=\"b\"; charset=none",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"",
                "multipart/form-data; boundary=" + "b".repeat(5000),
                "multipart/mixed; boundary=b",
                "application/json",
                ";;;"));
    return attack("a form", upload(type, body));
  }

  private Attack formLimits() {
    if (random.nextInt(6) > 0) {
      return form();
    }
    String content = "#".repeat(DeployForm.MAX_BYTES + random.nextInt(3) - 1);
    String form =
        part("Content-Disposition: form-data; name=\"config\"; filename=\"c\"", content)
            + "--b--\r\n";
    return new Attack(
        "a long form", upload("multipart/form-data; boundary=b", form), Delivery.AT_ONCE);
  }

  private Attack pipeline() {
    String good = head("GET /get/hello HTTP/1.1");
    return attack(
        "a pipeline",
        good.repeat(random.nextInt(20) + 1)
            + one(
                List.of("", "\r\n\r\n", noise(30), head("GET /nothing HTTP/1.1"), "GET /get HT")));
  }

  private static String upgrade(String... headers) {
    return head("GET /streamlogs/hello HTTP/1.1", headers);
  }

  private Attack handshake() {
    String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    return attack(
        "a handshake",
        one(
            List.of(
                upgrade("Connection: Upgrade", "Upgrade: websocket"),
                upgrade("Connection: Upgrade", "Upgrade: websocket", key),
                upgrade(
                    "Connection: Upgrade", "Upgrade: websocket", key, "Sec-WebSocket-Version: 8"),
                upgrade(
                    "Connection: Upgrade", "Upgrade: websocket", key, "Sec-WebSocket-Version: x"),
                upgrade(
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Key: short",
                    "Sec-WebSocket-Version: 13"),
                upgrade("Upgrade: websocket", key, "Sec-WebSocket-Version: 13"),
                upgrade("Connection: Upgrade", key, "Sec-WebSocket-Version: 13"),
                upgrade(
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    key,
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Extensions: nothing; =;, permessage-deflate; x=y",
                    "Sec-WebSocket-Protocol: ,,"),
                upgrade(
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    key,
                    "Sec-WebSocket-Version: 13",
                    "Origin: http://elsewhere.example"))));
  }

  private Attack frames() {
    String frames =
        one(
            List.of(
                "\u0081\u0005hello",
                "\u0081\u00ff" + "\0".repeat(7) + "\u0001mask",
                "\u0081\u00fe@\u0000mask" + "x".repeat(16384),
                "\u0089\u00feaaaamask" + "x".repeat(300),
                "\u0089\u0080mask".repeat(50),
                "\u00f1\u0080mask",
                "\u0000\u0081maskx",
                "\u0001\u0081maskx\u0002\u0081maskx",
                "\u0088\u0081maskx",
                "\u0088\u0082mask\u00ff\u00ff",
                noise(100)));
    return attack(
        "frames",
        upgrade(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13")
            + frames);
  }

  private Attack damaged() {
    StringBuilder request =
        new StringBuilder(
            upload(
                "multipart/form-data; boundary=b",
                part(
                        "Content-Disposition: form-data; name=\"config\"; filename=\"c\"",
                        ApiFiles.realtime("uploaded"))
                    + "--b--\r\n"));
    for (int flips = random.nextInt(5) + 1; flips > 0; flips--) {
      request.setCharAt(random.nextInt(request.length()), (char) random.nextInt(256));
    }
    return attack("a damaged request", request.toString());
  }

  private Attack foreign() {
    return attack(
        "another protocol",
        one(
            List.of(
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + noise(30),
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + noise(100),
                "EHLO localhost\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\r\n".repeat(300),
                "\0".repeat(100),
                noise(2000),
                "")));
  }
}
