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
 * Gives the tests of a class the cluster without deploying anything: a parameter of type {@link
 * io.cortexlocal.CortexLocal} receives it.
 *
 * <p>It is the cluster that all classes of the launcher session share, so its {@code close()} is
 * refused, and a test closes the APIs that it deploys.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CortexExtension.class)
public @interface CortexCluster {}
