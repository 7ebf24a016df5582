import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** POST /v1/tokenize: a text's words and punctuation marks, one per line. */
public final class Tokenizer {

  private static final Pattern TOKEN = Pattern.compile("\\w+|[^\\w\\s]");

  private Tokenizer() {}

  public static void main(String[] arguments) throws IOException {
    // Else a client that delays its acknowledgements waits 40 ms for the body.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/healthz", exchange -> answer(exchange, 200, "ok"));
    server.createContext("/v1/tokenize", Tokenizer::tokenize);
    server.createContext("/", exchange -> answer(exchange, 404, "there is POST /v1/tokenize"));
    server.start();
  }

  private static void tokenize(HttpExchange exchange) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String tokens =
        TOKEN.matcher(text).results().map(MatchResult::group).collect(Collectors.joining("\n"));
    answer(exchange, 200, tokens);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
