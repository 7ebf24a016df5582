/**
 * Envoy from the outside: where its binary is, how it is started, its configuration files, its
 * admin interface.
 */
package io.cortexlocal.istio.envoy;
