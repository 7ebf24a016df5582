package io.cortexlocal.cluster.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases are those of Kubernetes' own specification of the expansion. */
class ExpansionTests {

  private static final Map<String, String> VARIABLES =
      Map.of("VAR_A", "A", "VAR_B", "B", "VAR_REF", "$(VAR_A)", "VAR_EMPTY", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "",
      value = {
        "$(VAR_A)                 | A",
        "___$(VAR_B)___           | ___B___",
        "___$(VAR_B)              | ___B",
        "$(VAR_A)-1               | A-1",
        "$(VAR_A)$(VAR_B)         | AB",
        "$$(VAR_A)_$(VAR_A)       | $(VAR_A)_A",
        "$$$(VAR_A)               | $A",
        "$$$$(VAR_A)              | $$(VAR_A)",
        "$$$$$(VAR_A)             | $$A",
        "f000-$$VAR_A             | f000-$VAR_A",
        "foo\\$(VAR_A)bar         | foo\\Abar",
        "foo$$var                 | foo$var",
        "$(VAR_NONE)              | $(VAR_NONE)",
        "$(VAR_REF)               | $(VAR_A)",
        "x$(VAR_EMPTY)y           | xy",
        "$(VAR_A                  | $(VAR_A",
        "$VAR_A                   | $VAR_A",
        "$                        | $",
        "$$                       | $",
        "foo$                     | foo$",
        "$()                      | $()",
        "$((VAR_A))               | $((VAR_A))",
        "$ä$(VAR_A)               | $äA",
        "$(VAR_A)$(               | A$(",
      })
  void expandsAsKubernetes(String text, String expanded) {
    assertThat(Expansion.expand(text, VARIABLES)).isEqualTo(expanded);
  }
}
