/** Gateway and VirtualService semantics on plain Envoy: objects in, Envoy configuration out. */
package io.cortexlocal.istio;
