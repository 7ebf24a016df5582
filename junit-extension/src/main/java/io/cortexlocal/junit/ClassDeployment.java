package io.cortexlocal.junit;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.DeployOptions;
import io.cortexlocal.DeployedApis;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.config.TrafficSplitterConfig;
import io.cortexlocal.deploy.LocalNames;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.settings.Settings;
import io.cortexlocal.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Deploys what {@link CortexApi} on one test class says. */
final class ClassDeployment {

  private final Class<?> testClass;
  private final List<ClassApis> around;
  private final SessionCluster session;
  private final Settings settings;

  /**
   * Makes one that has deployed nothing.
   *
   * @param around what the enclosing classes deployed, the innermost first
   */
  ClassDeployment(
      Class<?> testClass, List<ClassApis> around, SessionCluster session, Settings settings) {
    this.testClass = testClass;
    this.around = List.copyOf(around);
    this.session = session;
    this.settings = settings;
  }

  /** Deploys, and gives the class's static fields what they are meant to receive. */
  ClassApis run() {
    Optional<CortexApi> annotation = annotation(testClass).filter(own -> !isOfEnclosing(own));
    ClassApis apis = annotation.isPresent() ? deploy(annotation.get()) : ClassApis.none(testClass);
    try {
      List<ClassApis> visible = new ArrayList<>(List.of(apis));
      visible.addAll(around);
      ApiFields.of(testClass).injectStatic(new VisibleApis(visible));
      return apis;
    } catch (RuntimeException | Error e) {
      apis.close();
      throw e;
    }
  }

  /** What a nested class inherits together with the class around it is deployed once. */
  private boolean isOfEnclosing(CortexApi own) {
    return around.stream()
        .map(apis -> annotation(apis.testClass()))
        .anyMatch(enclosing -> enclosing.filter(own::equals).isPresent());
  }

  private static Optional<CortexApi> annotation(Class<?> testClass) {
    return AnnotationSupport.findAnnotation(testClass, CortexApi.class);
  }

  private ClassApis deploy(CortexApi annotation) {
    Path file = CortexYamlFile.find(annotation.value(), testClass);
    CortexConfig config = CortexConfig.load(file);
    LocalImages images = LocalImages.nextTo(file);
    LocalNames.require(file, config, images);
    List<String> names = names(config, RealtimeApiConfig.class);
    List<String> splitters = names(config, TrafficSplitterConfig.class);
    List<String> deployed = deployed(config);
    refuseNamesOfEnclosing(annotation, deployed);
    ApiFields.of(testClass).requireMeant(visible(names), visibleSplitters(splitters));
    Optional<Duration> timeout = timeout(annotation);
    Optional<String> answersPath = answersPath(annotation);
    CortexLocal.requireDeployable(settings, config, images);

    CortexLocal local = session.get(settings);
    Set<String> reserved = new HashSet<>(deployed);
    reserved.addAll(namesOfNested(testClass));
    ApiLeases leases =
        around.stream()
            .flatMap(apis -> apis.forNested().stream())
            .findFirst()
            .orElseGet(session::leases);
    ApiLease lease = take(leases, reserved);
    try {
      DeployOptions options = local.defaults(images);
      options = timeout.map(options::withTimeout).orElse(options);
      options = answersPath.map(options::withAnswersPath).orElse(options);
      DeployedApis apis = local.deploy(config, options);
      return ClassApis.deployed(testClass, apis, lease, leases.within(reserved));
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  private ApiLease take(ApiLeases leases, Set<String> names) {
    Deadline deadline = Deadline.after(settings.get(ApiLeases.SETTING));
    try {
      return leases.take(names, testClass.getName(), deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExtensionConfigurationException(
          "%s was interrupted while it waited for other classes to be done with %s"
              .formatted(testClass.getName(), String.join(", ", names)),
          e);
    }
  }

  private ApiNames visible(List<String> own) {
    List<List<String>> classes = new ArrayList<>(List.of(own));
    around.forEach(apis -> classes.add(apis.names()));
    return ApiNames.of(classes);
  }

  private ApiNames visibleSplitters(List<String> own) {
    List<List<String>> classes = new ArrayList<>(List.of(own));
    around.forEach(apis -> classes.add(apis.splitterNames()));
    return ApiNames.ofSplitters(classes);
  }

  private void refuseNamesOfEnclosing(CortexApi annotation, List<String> names) {
    for (ClassApis enclosing : around) {
      List<String> taken = new ArrayList<>(enclosing.names());
      taken.addAll(enclosing.splitterNames());
      for (String name : taken) {
        if (names.contains(name)) {
          throw new ExtensionConfigurationException(
              """
              @CortexApi("%s") on %s: the class around it, %s, has deployed the API %s already, \
              and a cluster has one API of a name.
              Try: another name; no @CortexApi here, as a nested class sees the APIs of the class \
              around it; or a class that is not nested, which waits for its turn."""
                  .formatted(
                      annotation.value(),
                      testClass.getName(),
                      enclosing.testClass().getName(),
                      name));
        }
      }
    }
  }

  private static Set<String> namesOfNested(Class<?> testClass) {
    Set<String> names = new LinkedHashSet<>();
    for (Class<?> nested :
        ReflectionSupport.findNestedClasses(
            testClass, inner -> AnnotationSupport.isAnnotated(inner, Nested.class))) {
      annotation(nested).ifPresent(own -> names.addAll(namesOf(own, nested)));
      names.addAll(namesOfNested(nested));
    }
    return names;
  }

  private static List<String> namesOf(CortexApi annotation, Class<?> testClass) {
    try {
      return deployed(CortexConfig.load(CortexYamlFile.find(annotation.value(), testClass)));
    } catch (RuntimeException e) {
      // The nested class fails with it in its turn, and the tests of this one can run.
      return List.of();
    }
  }

  /** A cluster has one API of a name, whatever its kind. */
  private static List<String> deployed(CortexConfig config) {
    List<String> all = new ArrayList<>(names(config, RealtimeApiConfig.class));
    all.addAll(names(config, TrafficSplitterConfig.class));
    return all;
  }

  private static List<String> names(CortexConfig config, Class<? extends ApiConfig> kind) {
    return config.apis().stream().filter(kind::isInstance).map(ApiConfig::name).toList();
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
}
