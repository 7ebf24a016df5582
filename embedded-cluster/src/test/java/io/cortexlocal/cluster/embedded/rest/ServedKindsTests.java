package io.cortexlocal.cluster.embedded.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServedKindsTests {

  @Test
  void everyKindIsServedOnce() {
    List<ResourceType<?>> served = new ArrayList<>();
    ServedKinds.all().forEach(kind -> served.add(kind.type()));

    assertThat(served).containsExactlyInAnyOrderElementsOf(ResourceType.all());
  }

  @Test
  void theSeamKnowsEveryKindThatItDeclares() {
    assertThat(
            Arrays.stream(ResourceType.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .filter(field -> field.getType().equals(ResourceType.class))
                .map(ServedKindsTests::value))
        .containsExactlyInAnyOrderElementsOf(ResourceType.all());
  }

  private static ResourceType<?> value(Field field) {
    try {
      return (ResourceType<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
