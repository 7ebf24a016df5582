package io.cortexlocal.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiNamesTests {

  private final ApiNames one = ApiNames.of(List.of(List.of("echo")));
  private final ApiNames two = ApiNames.of(List.of(List.of("text-generator", "echo")));

  @Test
  void theOneThatIsNamed() {
    assertThat(two.choose("echo", Optional.of("textGenerator"))).isEqualTo("echo");
  }

  @Test
  void theOnlyOneWhateverTheJavaName() {
    assertThat(one.choose("", Optional.of("other"))).isEqualTo("echo");
    assertThat(one.choose("", Optional.empty())).isEqualTo("echo");
  }

  @Test
  void ofSeveralTheOneThatTheJavaNameMeans() {
    assertThat(two.choose("", Optional.of("textGenerator"))).isEqualTo("text-generator");
  }

  @Test
  void theNearestClassGoesBeforeThoseAroundIt() {
    ApiNames nested = ApiNames.of(List.of(List.of(), List.of("echo"), List.of("a", "b")));

    assertThat(nested.choose("", Optional.of("api"))).isEqualTo("echo");
    assertThat(nested.choose("", Optional.empty())).isEqualTo("echo");
    assertThat(nested.choose("", Optional.of("b"))).isEqualTo("b");
    assertThat(nested.choose("a", Optional.of("b"))).isEqualTo("a");
    assertThatThrownBy(() -> nested.choose("c", Optional.of("b")))
        .hasMessage("@Api(\"c\") names no API; there are: echo, a, b");
  }

  @Test
  void aNameThatThereIsNot() {
    assertThatThrownBy(() -> two.choose("ecco", Optional.of("echo")))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage("@Api(\"ecco\") names no API; there are: text-generator, echo");
    assertThatThrownBy(() -> one.choose("ecco", Optional.empty()))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage("@Api(\"ecco\") names no API; there are: echo");
  }

  @Test
  void splittersAreCalledSo() {
    ApiNames splitters = ApiNames.ofSplitters(List.of(List.of("by-day", "by-night")));

    assertThat(splitters.choose("", Optional.of("byNight"))).isEqualTo("by-night");
    assertThatThrownBy(() -> splitters.choose("noon", Optional.empty()))
        .hasMessage("@Api(\"noon\") names no TrafficSplitter; there are: by-day, by-night");
    assertThatThrownBy(() -> splitters.choose("", Optional.of("noon")))
        .hasMessageStartingWith(
            "which TrafficSplitter shall noon receive? There are: by-day, by-night.");
    assertThatThrownBy(
            () -> ApiNames.ofSplitters(List.of(List.of())).choose("", Optional.of("noon")))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "there is no TrafficSplitter for noon: the file of @CortexApi on the class needs one");
  }

  @Test
  void severalAndNoHint() {
    assertThatThrownBy(() -> two.choose("", Optional.of("api")))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "which API shall api receive? There are: text-generator, echo. Name one with"
                + " @Api(\"…\"), or name the parameter after it.");
    assertThatThrownBy(() -> two.choose("", Optional.empty()))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "which API shall the parameter receive? There are: text-generator, echo. Name one with"
                + " @Api(\"…\"), or compile with -parameters (Maven:"
                + " maven.compiler.parameters=true) and name the parameter after it.");
  }

  @ParameterizedTest
  @CsvSource({
    "echo, echo",
    "textGenerator, text-generator",
    "v1Models, v1-models",
    "gpt2, gpt2",
    "myApi2Go, my-api2-go",
    "Echo, echo"
  })
  void kebabCase(String javaName, String expected) {
    assertThat(ApiNames.kebabCase(javaName)).isEqualTo(expected);
  }
}
