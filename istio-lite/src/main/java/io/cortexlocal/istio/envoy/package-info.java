/**
 * Envoy from the outside: where its binary is, how it is started, its configuration files, its
 * admin interface.
 */
@NullMarked
package io.cortexlocal.istio.envoy;

import org.jspecify.annotations.NullMarked;
