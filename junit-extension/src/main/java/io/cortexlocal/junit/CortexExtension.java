package io.cortexlocal.junit;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    Set<String> names = config.apis().stream().map(ApiConfig::name).collect(Collectors.toSet());
    refuseNamesOfEnclosing(context, names);

    SessionCluster session = session(context);
    CortexLocal local = session.get(settings);
    ApiLease lease = session.leases().take(names);
    try {
      DeployOptions defaults = local.defaults(images);
      DeployOptions options =
          new DeployOptions(
              images,
              annotation.timeout().isEmpty()
                  ? defaults.timeout()
                  : Settings.parseDuration("@CortexApi(timeout)", annotation.timeout()),
              Optional.of(annotation.answersAt()).filter(path -> !path.isEmpty()));
      return new ClassApis(local.deploy(config, options), lease);
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  private static void refuseNamesOfEnclosing(ExtensionContext context, Set<String> names) {
    ClassApis enclosing = context.getStore(NAMESPACE).get(ClassApis.class, ClassApis.class);
    if (enclosing == null) {
      return;
    }
    for (String name : enclosing.names()) {
      if (names.contains(name)) {
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
    List<Field> fields =
        ReflectionSupport.findFields(
            testClass,
            field -> field.isAnnotationPresent(Api.class) && modifiers.test(field.getModifiers()),
            HierarchyTraversalMode.TOP_DOWN);
    for (Field field : fields) {
      if (field.getType() != RealtimeApi.class || Modifier.isFinal(field.getModifiers())) {
        throw new ExtensionConfigurationException(
            "@Api field %s must have the type RealtimeApi and not be final".formatted(field));
      }
      RealtimeApi api =
          apis(context).find(field.getAnnotation(Api.class).value(), Optional.of(field.getName()));
      field.trySetAccessible();
      field.set(instance, api);
    }
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
