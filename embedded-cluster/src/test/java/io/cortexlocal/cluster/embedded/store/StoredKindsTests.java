package io.cortexlocal.cluster.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.cluster.ResourceType;
import io.cortexlocal.model.IstioResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A kind that the seam has is stored with all that its model has. */
class StoredKindsTests {

  static List<ResourceType<?>> types() {
    return ResourceType.all();
  }

  @ParameterizedTest
  @MethodSource("types")
  void eachKindHasARowAndCanBeCopied(ResourceType<?> type) throws Exception {
    assertThat(StoredKinds.of(type).type()).isEqualTo(type);
    HasMetadata object = blank(type);

    assertThat(ObjectParts.copy(object)).isEqualTo(object).isNotSameAs(object);
  }

  /** Else an apply would take away what the kind's controller has reported. */
  @ParameterizedTest
  @MethodSource("types")
  void whateverHasAStatusKeepsIt(ResourceType<?> type) throws Exception {
    keepsItsStatus(type);
  }

  private static <T extends HasMetadata> void keepsItsStatus(ResourceType<T> type)
      throws Exception {
    T before = blank(type);
    T after = blank(type);
    if (before instanceof IstioResource generic) {
      generic.setAdditionalProperty("status", Map.of("phase", "x"));
    } else {
      Optional<Method> setter =
          Arrays.stream(type.type().getMethods())
              .filter(method -> method.getName().equals("setStatus"))
              .findFirst();
      if (setter.isEmpty()) {
        return;
      }
      Class<?> status = setter.get().getParameterTypes()[0];
      setter.get().invoke(before, status.getDeclaredConstructor().newInstance());
    }
    assertThat(after).isNotEqualTo(before);

    StoredKinds.of(type).status().keep().accept(before, after);

    assertThat(after).isEqualTo(before);
  }

  private static <T extends HasMetadata> T blank(ResourceType<T> type) throws Exception {
    T object = type.type().getDeclaredConstructor().newInstance();
    object.setMetadata(new ObjectMeta());
    return object;
  }
}
