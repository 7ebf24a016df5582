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

  private final ApiNames one = new ApiNames(List.of("echo"));
  private final ApiNames two = new ApiNames(List.of("text-generator", "echo"));

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
  void aNameThatThereIsNot() {
    assertThatThrownBy(() -> two.choose("ecco", Optional.of("echo")))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage("@Api(\"ecco\") names no API; there are: text-generator, echo");
    assertThatThrownBy(() -> one.choose("ecco", Optional.empty()))
        .isExactlyInstanceOf(ExtensionConfigurationException.class)
        .hasMessage("@Api(\"ecco\") names no API; there are: echo");
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
