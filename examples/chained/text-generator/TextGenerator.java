import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Executors;

/**
 * POST /v1/generate?tokens=3: goes on from a prompt, which the API tokenizer takes apart. The model
 * behind it has only learnt to say its prompt backwards, at 100 ms a token.
 */
public final class TextGenerator {

  private static final URI TOKENIZE = URI.create(System.getenv("TOKENIZER") + "/v1/tokenize");
  private static final long MILLIS_PER_TOKEN = 100;

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TextGenerator() {}

  public static void main(String[] arguments) throws IOException {
    // Else a client that delays its acknowledgements waits 40 ms for the body.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/healthz", exchange -> answer(exchange, 200, "ok"));
    server.createContext("/v1/generate", TextGenerator::generate);
    server.createContext("/", exchange -> answer(exchange, 404, "there is POST /v1/generate"));
    server.start();
  }

  private static void generate(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    if (query == null || !query.matches("tokens=\\d{1,3}")) {
      answer(exchange, 400, "say how many, from 0 to 999: /v1/generate?tokens=3");
      return;
    }
    int wanted = Integer.parseInt(query.substring("tokens=".length()));
    try {
      HttpResponse<String> tokens = tokenize(exchange.getRequestBody().readAllBytes());
      if (tokens.statusCode() != 200) {
        answer(exchange, 502, "tokenizer answered " + tokens.statusCode());
        return;
      }
      answer(exchange, 200, goOn(tokens.body().lines().toList(), wanted));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private static HttpResponse<String> tokenize(byte[] prompt)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(TOKENIZE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(prompt))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String goOn(List<String> prompt, int wanted) throws InterruptedException {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < wanted && !prompt.isEmpty(); i++) {
      Thread.sleep(MILLIS_PER_TOKEN);
      text.add(prompt.get(prompt.size() - 1 - i % prompt.size()));
    }
    return text.toString();
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
