package io.cortexlocal.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Deploys the APIs of a {@code cortex.yaml} before the tests of a class, and takes them out after
 * the last one.
 *
 * <pre>{@code
 * @CortexApi("cortex.yaml")
 * class TextGeneratorIT {
 *   @Test
 *   void servesSubpaths(RealtimeApi textGenerator) {
 *     assertThat(textGenerator.get("/v1/models")).hasStatus(200);
 *   }
 * }
 * }</pre>
 *
 * <p>The first such class starts the cluster, and all classes of the launcher session share it.
 * Classes that deploy an API of the same name wait for each other. The cluster is k3s where a
 * Docker engine answers, else the embedded one; where neither can run, the class is skipped with
 * the reason, unless {@code cortex.local.backend} asks for a backend by name.
 *
 * <p>A parameter of type {@link io.cortexlocal.RealtimeApi} receives the API; of several, the one
 * that {@link Api} names, or the one whose name the parameter has, {@code textGenerator} for {@code
 * text-generator}. A field with {@link Api} receives it too. A {@link
 * io.cortexlocal.TrafficSplitter} of the file is received likewise, by its own type.
 *
 * <p>A {@code @Nested} class sees the APIs of the class around it. With an annotation of its own it
 * sees its own before those; an API of a name that the class around it has deployed is refused. An
 * annotation that both inherit deploys once.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CortexExtension.class)
public @interface CortexApi {

  /**
   * Returns the file: a path from the module's directory, else a resource on the class path next to
   * which {@code cortex-local.yaml} is looked for.
   */
  String value() default "cortex.yaml";

  /**
   * Returns a path that each new replica's sidecar gets from the container until it is answered
   * once, with any status; so the timeline knows when the workers answer, and not just that the
   * port is open. Empty for none.
   */
  String answersAt() default "";

  /**
   * Returns how long each API may take to come up, such as {@code 90s}; images are not counted.
   * Empty for {@code cortex.local.timeout}.
   */
  String timeout() default "";
}
