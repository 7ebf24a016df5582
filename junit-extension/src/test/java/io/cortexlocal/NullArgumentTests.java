package io.cortexlocal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cortexlocal.assertions.CortexAssertions;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.ImageSource;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.traffic.ApiRequest;
import io.cortexlocal.traffic.ApiResponses;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A null is refused at once, by the name of the parameter that it was given for. */
class NullArgumentTests {

  @AutoClose private final InMemoryCortex cluster = new InMemoryCortex();
  private final CortexLocal local = cluster.local(Settings.ofThisProcess());
  private final RealtimeApi api = cluster.deploy("a1", "");
  private final ApiReplica replica = api.replicas().get(0);

  @Test
  void everyParameterForUsersIsRefusedByItsName() {
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    for (Object target :
        List.of(
            local,
            api,
            replica,
            new DeployedApis(List.of(api), List.of()),
            DeployOptions.of(LocalImages.none(), Duration.ofSeconds(1)),
            ApiRequest.get("/"),
            ApiResponses.response(200, "", Map.of()),
            api.timeline(),
            CortexAssertions.assertThat(api.timeline()),
            CortexAssertions.assertThat(api),
            CortexAssertions.assertThat(ApiResponses.response(200, "", Map.of())),
            LocalImages.none(),
            new CortexConfig("cortex.yaml", List.of()),
            Settings.ofThisProcess())) {
      for (Method method : methods(target.getClass())) {
        if (isForUsers(method)) {
          asked += ask(method, target, wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).as("parameters that were asked").isGreaterThan(60);
  }

  /** Those of its own, and those that an interface of ours gives it. */
  private static List<Method> methods(Class<?> type) {
    List<Method> methods = new ArrayList<>(List.of(type.getDeclaredMethods()));
    Stream.of(type.getMethods())
        .filter(method -> method.getDeclaringClass() == ApiEndpoint.class)
        .forEach(methods::add);
    return methods;
  }

  private static boolean isForUsers(Method method) {
    API status = method.getAnnotation(API.class);
    return Modifier.isPublic(method.getModifiers())
        && !method.isSynthetic()
        && !method.getName().equals("equals")
        && (status == null || status.status() != API.Status.INTERNAL);
  }

  private int ask(Method method, Object target, List<String> wrong) {
    int asked = 0;
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].getType().isPrimitive()
          || parameters[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        continue;
      }
      Object[] arguments = Stream.of(parameters).map(it -> sample(it)).toArray();
      arguments[i] = null;
      asked++;
      Optional<Throwable> refused = call(method, target, arguments);
      if (refused
          .filter(NullPointerException.class::isInstance)
          .map(Throwable::getMessage)
          .filter(parameters[i].getName()::equals)
          .isEmpty()) {
        wrong.add(
            "%s.%s(%s): %s"
                .formatted(
                    target.getClass().getSimpleName(),
                    method.getName(),
                    parameters[i].getName(),
                    refused.map(Throwable::toString).orElse("took null")));
      }
    }
    return asked;
  }

  private static Optional<Throwable> call(Method method, Object target, Object[] arguments) {
    try {
      method.invoke(target, arguments);
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns something that is not null; it need not make sense. */
  private Object sample(Parameter parameter) {
    Class<?> type = parameter.getType();
    if (type == String.class) {
      return parameter.getName().equals("container") ? "web" : "/x";
    } else if (type == int.class) {
      return 0;
    } else if (type == boolean.class) {
      return false;
    } else if (type == Duration.class) {
      return Duration.ofMillis(10);
    } else if (type == Path.class) {
      return Path.of("not-there.yaml");
    } else if (type == Predicate.class) {
      Predicate<Object> any = all -> true;
      return any;
    } else if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), 0);
    }
    return Stream.of(
            local,
            LocalImages.none(),
            new CortexConfig("cortex.yaml", List.of()),
            Settings.ofThisProcess(),
            DeployOptions.of(LocalImages.none(), Duration.ofSeconds(1)),
            ApiRequest.get("/"),
            new ImageSource.Build(Path.of("x")),
            List.of(),
            Map.of(),
            Optional.empty())
        .filter(type::isInstance)
        .findFirst()
        .orElse(null);
  }
}
