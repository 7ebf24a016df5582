package io.cortexlocal.junit;

import io.cortexlocal.Backends;
import io.cortexlocal.CortexLocal;
import io.cortexlocal.RealtimeApi;
import io.cortexlocal.TrafficSplitter;
import io.cortexlocal.settings.Settings;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.opentest4j.TestAbortedException;

/**
 * Does what {@link CortexApi} says.
 *
 * <p>A class's APIs are deployed by whatever needs them first: with one instance per class JUnit
 * makes that before it calls {@code beforeAll}.
 */
final class CortexExtension
    implements ExecutionCondition,
        BeforeAllCallback,
        TestInstancePreConstructCallback,
        TestInstancePostProcessor,
        ParameterResolver,
        InvocationInterceptor,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final Namespace NAMESPACE = Namespace.create(CortexExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Settings settings = settings(context);
    if (SessionCluster.of(context).choice(settings)
        instanceof Backends.Choice.Impossible impossible) {
      return ConditionEvaluationResult.disabled(impossible.reason());
    }
    return ConditionEvaluationResult.enabled("there is a backend");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    deployed(context);
  }

  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    deployed(context);
  }

  @Override
  public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
    Class<?> testClass = testInstance.getClass();
    ApiFields.of(testClass).injectInto(testInstance, deployed(context).from(testClass));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RealtimeApi.class || type == TrafficSplitter.class || type == CortexLocal.class;
  }

  @Override
  public Object resolveParameter(ParameterContext context, ExtensionContext extension) {
    Parameter parameter = context.getParameter();
    if (parameter.getType() == CortexLocal.class) {
      return SessionCluster.of(extension)
          .get(settings(extension))
          .lentBy("all test classes of the run share it, and it ends with the run");
    }
    Optional<String> name =
        parameter.isNamePresent() ? Optional.of(parameter.getName()) : Optional.empty();
    String wanted = context.findAnnotation(Api.class).map(Api::value).orElse("");
    VisibleApis visible =
        deployed(extension).from(context.getDeclaringExecutable().getDeclaringClass());
    return parameter.getType() == TrafficSplitter.class
        ? visible.findSplitter(wanted, name)
        : visible.find(wanted, name);
  }

  /** Has the classes around a context deploy what they have not yet. */
  private static VisibleApis deployed(ExtensionContext context) {
    return new VisibleApis(deployed(TestClasses.around(context)));
  }

  private static List<ClassApis> deployed(List<ExtensionContext> classes) {
    if (classes.isEmpty()) {
      return List.of();
    }
    ExtensionContext innermost = classes.get(0);
    List<ClassApis> around = deployed(classes.subList(1, classes.size()));
    Class<?> testClass = innermost.getRequiredTestClass();
    List<ClassApis> all = new ArrayList<>();
    all.add(
        innermost
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                testClass,
                key ->
                    new ClassDeployment(
                            testClass, around, SessionCluster.of(innermost), settings(innermost))
                        .run(),
                ClassApis.class));
    all.addAll(around);
    return all;
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> invocationContext,
      ExtensionContext context)
      throws Throwable {
    try {
      return invocation.proceed();
    } catch (Throwable failure) {
      throw withEvidence(context, failure);
    }
  }

  /** JUnit shows the failures of dynamic tests to no handler. */
  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (Throwable failure) {
      throw withEvidence(context, failure);
    }
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

  @Override
  public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw withEvidence(context, failure);
  }

  private static Throwable withEvidence(ExtensionContext context, Throwable failure) {
    if (failure instanceof TestAbortedException) {
      return failure;
    }
    try {
      List<RealtimeApi> apis =
          TestClasses.around(context).stream()
              .map(ExtensionContext::getRequiredTestClass)
              .map(testClass -> context.getStore(NAMESPACE).get(testClass, ClassApis.class))
              .filter(Objects::nonNull)
              .flatMap(deployed -> deployed.all().stream())
              .toList();
      if (!apis.isEmpty()) {
        failure.addSuppressed(new ApiEvidence(apis));
      }
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static Settings settings(ExtensionContext context) {
    return Settings.ofThisProcess()
        .preferring(
            new Settings.Source(
                "JUnit configuration parameter", context::getConfigurationParameter));
  }
}
