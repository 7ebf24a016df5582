package io.cortexlocal.cluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretRulesTests {

  private static Secret secret(Map<String, String> data, Map<String, String> stringData) {
    return Admission.admit(
        ResourceType.SECRET,
        Optional.empty(),
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("s")
            .endMetadata()
            .withData(data)
            .withStringData(stringData)
            .build());
  }

  @Test
  void textsAreStoredEncoded() {
    Secret secret = secret(Map.of("a", "MQ==", "b", "MQ=="), Map.of("b", "2", "c", "é"));

    assertThat(secret.getData()).isEqualTo(Map.of("a", "MQ==", "b", "Mg==", "c", "w6k="));
    assertThat(secret.getStringData()).isNullOrEmpty();
    assertThat(secret.getType()).isEqualTo("Opaque");
  }

  @Test
  void whatIsRefusedHasNoValueInIt() {
    assertThatThrownBy(() -> secret(Map.of("a", "hunter2!"), Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "cannot apply Secret default/s: Secret \"s\" is invalid: data[a]: Invalid value: \"\": it is not base64");
    assertThatThrownBy(() -> secret(Map.of("a b", "MQ=="), Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(
            "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters");
    String large = Base64.getEncoder().encodeToString(new byte[1024 * 1024 + 1]);
    assertThatThrownBy(() -> secret(Map.of("a", large), Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "cannot apply Secret default/s: Secret \"s\" is invalid: data: Too long: may not be more than 1048576 bytes");
  }
}
