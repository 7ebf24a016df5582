package io.cortexlocal.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.time.Deadline;
import io.cortexlocal.workload.Names;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/**
 * The page as a person has it, in a headless Chromium. What it looks like is kept as pictures under
 * {@code target/page}.
 */
@Timeout(240)
class PageInBrowserIT {

  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
  private static final Path PICTURES = Path.of("target/page");
  private static final String EVIL = "<img src=x onerror=\"document.title='evil'\">";

  private final ShownCluster shown = new ShownCluster();
  private final ChromeDriver browser = browser();

  @AfterEach
  void close() {
    browser.quit();
    shown.close();
  }

  private static ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium"));
    // A container has no user namespaces for its sandbox, and often a small /dev/shm.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--window-size=1280,1100", "--force-prefers-reduced-motion");
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of(program("chromedriver")).toFile())
            .build(),
        options);
  }

  private static String program(String name) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return Path.of(directory, name).toString();
      }
    }
    throw new AssertionError(
        "there is no %s on the PATH. Try: apt-get install chromium chromium-driver"
            .formatted(name));
  }

  private String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  private void await(String what, Supplier<String> found, String wanted) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30));
    String last = "";
    while (!last.contains(wanted)) {
      assertThat(deadline.passed()).as("%s: %s, but it is %s", what, wanted, last).isFalse();
      try {
        last = found.get();
      } catch (StaleElementReferenceException e) {
        last = "";
      }
    }
  }

  private String replica() {
    return shown
        .cluster()
        .pods(Map.of(Names.LABEL_API_NAME, "hello"))
        .get(0)
        .getMetadata()
        .getName();
  }

  private void open() {
    browser.get(shown.address().toString());
    await("connection", () -> text("connection"), "live");
  }

  private void haveTraffic() {
    shown.deploy();
    await("APIs", () -> text("apis"), "1 of 1 Ready");
    String replica = replica();
    for (int i = 0; i < 30; i++) {
      shown.write(replica, "proxy", SidecarLine.now("/predict?n=" + i, 200, 20, 100 + 40 * i));
    }
    shown.write(replica, "proxy", SidecarLine.refused("/predict"));
    shown.write(replica, "proxy", SidecarLine.served(EVIL, 500));
    shown.write(replica, "app", "model loaded in 3 s");
    shown.write(replica, "app", EVIL);
    await("requests", () -> text("counts"), "32 seen here");
    await("logs", () -> text("logs"), EVIL);
  }

  private void picture(String name) throws Exception {
    Files.createDirectories(PICTURES);
    Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  @Test
  void showsWhatHappensAsItHappens() throws Exception {
    open();
    assertThat(text("no-apis")).isEqualTo("No API is deployed.");
    picture("empty");

    haveTraffic();
    shown.load(replica(), 2, 3);
    await("APIs", () -> text("apis"), "2 running, 3 queued");
    assertThat(text("apis")).contains("hello", "http://127.0.0.1:9/hello", replica(), "Ready");
    assertThat(text("counts"))
        .isEqualTo("32 seen here, 2 answered with 500 or more, 1 of them refused");
    assertThat(text("requests"))
        .contains("GET /predict?n=29", "503 queue full", "20 ms", "GET " + EVIL);
    assertThat(browser.getTitle()).isEqualTo("Cortex Local");
    await(
        "chart",
        () -> browser.findElement(By.id("chart")).getAttribute("aria-label"),
        "30 requests ended in the last two minutes");
    assertThat(browser.findElements(By.cssSelector("#chart canvas"))).hasSize(1);
    picture("traffic");

    shown.cluster().node().end(replica(), "app", 1);
    await("APIs", () -> text("apis"), "restarts: 1");
    await("APIs", () -> text("apis"), "1 of 1 Ready");
    shown.delete();
    await(
        "what is said",
        () -> browser.findElement(By.id("changes")).getAttribute("textContent"),
        "hello is gone");

    shown.closePage();
    await("connection", () -> text("connection"), "it may have ended");
    picture("ended");
    assertThat(errors()).isEmpty();
  }

  @Test
  void linesAreFoundAndFollowedWithTheKeyboardAlone() {
    open();
    haveTraffic();
    Actions keys = new Actions(browser);
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      keys.sendKeys(Keys.TAB).perform();
      String id = browser.switchTo().activeElement().getAttribute("id");
      reached.add(id);
      if (id.equals("logs-text")) {
        keys.sendKeys("model").perform();
        await("other lines", () -> String.valueOf(text("logs").contains("onerror")), "false");
        assertThat(text("logs")).contains("model loaded");
      }
      if (id.equals("logs-follow")) {
        keys.sendKeys(Keys.SPACE).perform();
        assertThat(browser.findElement(By.id("logs-follow")).isSelected()).isFalse();
      }
    }
    assertThat(reached)
        .containsSubsequence("requests-api", "logs-api", "logs-text", "logs-follow", "logs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void anAccessibilityCheckerFindsNothing(String scheme) throws Exception {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    open();
    haveTraffic();
    assertThat(violations()).isEmpty();
    picture(scheme);

    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", false));
    assertThat(violations()).isEmpty();
    Object wider =
        browser.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(wider).as("what is wider than a phone").isEqualTo(0L);
    picture(scheme + "-phone");
  }

  @Test
  void showsAsMuchOnAWideWindow() throws Exception {
    browser.manage().window().setSize(new Dimension(2200, 1200));
    open();
    haveTraffic();
    assertThat(text("requests")).contains("503 queue full");
    picture("wide");
  }

  private List<?> violations() throws Exception {
    String axe;
    try (InputStream in = PageInBrowserIT.class.getResourceAsStream(AXE)) {
      axe = new String(in.readAllBytes(), UTF_8);
    }
    browser.executeScript(axe);
    Object found =
        browser.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run().then(
                result => done(result.violations.map(
                    it => it.id + ': ' + it.help + ' ' + it.nodes.map(node => node.html))),
                error => done(['axe failed: ' + error]));
            """);
    return (List<?>) found;
  }

  /** What the browser complains of, but for the connection that the test itself ends. */
  private List<String> errors() {
    return browser.manage().logs().get("browser").getAll().stream()
        .map(Object::toString)
        .filter(line -> !line.contains("/events"))
        .toList();
  }
}
