package io.cortexlocal.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import org.junit.jupiter.api.Test;

class InstallerTests {

  @Test
  void aNewDefinitionWithNullConditionsIsNotEstablished() {
    CustomResourceDefinition definition =
        new CustomResourceDefinitionBuilder().withNewStatus().endStatus().build();
    assertThat(Installer.isEstablished(definition)).isFalse();

    definition.getStatus().setConditions(null);
    assertThat(Installer.isEstablished(definition)).isFalse();
  }

  @Test
  void aDefinitionIsEstablishedByItsCondition() {
    CustomResourceDefinition definition =
        new CustomResourceDefinitionBuilder()
            .withNewStatus()
            .addNewCondition()
            .withType("Established")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();

    assertThat(Installer.isEstablished(definition)).isTrue();
  }
}
