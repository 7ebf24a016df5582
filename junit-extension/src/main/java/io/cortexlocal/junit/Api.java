package io.cortexlocal.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Marks a field or a parameter of type {@link io.cortexlocal.RealtimeApi} or {@link
 * io.cortexlocal.TrafficSplitter} to receive it.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Api {

  /** Returns the name in {@code cortex.yaml}; empty for the only one, or by the Java name. */
  String value() default "";
}
