package io.cortexlocal.junit;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/** Does what {@link CortexApi} says. */
final class CortexExtension
    implements ExecutionCondition,
        BeforeAllCallback,
        TestInstancePostProcessor,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final Duration LONGEST_LEASE = Duration.ofMinutes(30);
  private static final Namespace NAMESPACE = Namespace.create(CortexExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Backends.choose(settings(context)) instanceof Backends.Choice.Impossible impossible) {
      return ConditionEvaluationResult.disabled(impossible.reason());
    }
    return ConditionEvaluationResult.enabled("there is a backend");
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Class<?> testClass = context.getRequiredTestClass();
    Optional<CortexApi> annotation = AnnotationSupport.findAnnotation(testClass, CortexApi.class);
    if (annotation.isPresent()) {
      ClassApis apis = deploy(context, testClass, annotation.get());
      context.getStore(NAMESPACE).put(ClassApis.class, apis);
    }
    inject(context, testClass, null, Modifier::isStatic);
  }

  private static ClassApis deploy(
      ExtensionContext context, Class<?> testClass, CortexApi annotation)
      throws InterruptedException {
    Settings settings = settings(context);
    Path file = ConfigFile.find(annotation.value(), testClass);
    CortexConfig config = CortexConfig.load(file);
    LocalImages images = LocalImages.nextTo(file);
    ApiNames names = new ApiNames(config.apis().stream().map(ApiConfig::name).toList());
    refuseNamesOfEnclosing(context, names);
    apiFields(testClass).forEach(field -> chosen(field, names));
    Optional<Duration> timeout = timeout(annotation);
    Optional<String> answersPath = answersPath(annotation);

    SessionCluster session = session(context);
    CortexLocal local = session.get(settings);
    ApiLease lease =
        session
            .leases()
            .take(
                Set.copyOf(names.names()),
                testClass.getName(),
                Deadline.after(settings.duration(ApiLeases.SETTING, LONGEST_LEASE)));
    try {
      DeployOptions options =
          new DeployOptions(
              images, timeout.orElseGet(() -> local.defaults(images).timeout()), answersPath);
      return new ClassApis(local.deploy(config, options), lease);
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  private static Optional<Duration> timeout(CortexApi annotation) {
    return Optional.of(annotation.timeout())
        .filter(text -> !text.isEmpty())
        .map(text -> Settings.parseDuration("@CortexApi(timeout)", text));
  }

  private static Optional<String> answersPath(CortexApi annotation) {
    String path = annotation.answersAt();
    if (!path.isEmpty() && !path.startsWith("/")) {
      throw new ExtensionConfigurationException(
          "@CortexApi(answersAt): expected a path that starts with a slash, but it is \"%s\""
              .formatted(path));
    }
    return Optional.of(path).filter(text -> !text.isEmpty());
  }

  private static void refuseNamesOfEnclosing(ExtensionContext context, ApiNames names) {
    ClassApis enclosing = context.getStore(NAMESPACE).get(ClassApis.class, ClassApis.class);
    if (enclosing == null) {
      return;
    }
    for (String name : enclosing.names().names()) {
      if (names.names().contains(name)) {
        throw new ExtensionConfigurationException(
            "the enclosing class has deployed the API %s already".formatted(name));
      }
    }
  }

  @Override
  public void postProcessTestInstance(Object testInstance, ExtensionContext context)
      throws Exception {
    inject(
        context, testInstance.getClass(), testInstance, modifiers -> !Modifier.isStatic(modifiers));
  }

  private static void inject(
      ExtensionContext context, Class<?> testClass, Object instance, Predicate<Integer> modifiers)
      throws IllegalAccessException {
    for (Field field : apiFields(testClass)) {
      if (modifiers.test(field.getModifiers())) {
        ClassApis apis = apis(context);
        String name = chosen(field, apis.names());
        field.trySetAccessible();
        field.set(instance, apis.find(name, Optional.empty()));
      }
    }
  }

  private static List<Field> apiFields(Class<?> testClass) {
    return ReflectionSupport.findFields(
        testClass, field -> field.isAnnotationPresent(Api.class), HierarchyTraversalMode.TOP_DOWN);
  }

  /** Fields are looked at before the cluster starts, so that a mistake in one costs no time. */
  private static String chosen(Field field, ApiNames names) {
    if (field.getType() != RealtimeApi.class || Modifier.isFinal(field.getModifiers())) {
      throw new ExtensionConfigurationException(
          "@Api field %s must have the type RealtimeApi and not be final".formatted(field));
    }
    return names.choose(field.getAnnotation(Api.class).value(), Optional.of(field.getName()));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RealtimeApi.class || type == CortexLocal.class;
  }

  @Override
  public Object resolveParameter(ParameterContext context, ExtensionContext extension) {
    Parameter parameter = context.getParameter();
    if (parameter.getType() == CortexLocal.class) {
      return session(extension).get(settings(extension));
    }
    Optional<String> name =
        parameter.isNamePresent() ? Optional.of(parameter.getName()) : Optional.empty();
    return apis(extension).find(context.findAnnotation(Api.class).map(Api::value).orElse(""), name);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw withEvidence(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw withEvidence(context, failure);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw withEvidence(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw withEvidence(context, failure);
  }

  private static Throwable withEvidence(ExtensionContext context, Throwable failure) {
    ClassApis apis = context.getStore(NAMESPACE).get(ClassApis.class, ClassApis.class);
    if (apis != null && !(failure instanceof TestAbortedException)) {
      failure.addSuppressed(new ApiEvidence(apis.all()));
    }
    return failure;
  }

  private static ClassApis apis(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    ClassApis apis = store.get(ClassApis.class, ClassApis.class);
    if (apis == null) {
      throw new ExtensionConfigurationException(
          "no API is deployed for %s: put @CortexApi on the class"
              .formatted(context.getRequiredTestClass().getName()));
    }
    return apis;
  }

  private static SessionCluster session(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(SessionCluster.class);
  }

  private static Settings settings(ExtensionContext context) {
    return Settings.ofThisProcess()
        .preferring(
            new Settings.Source(
                "JUnit configuration parameter", context::getConfigurationParameter));
  }
}
