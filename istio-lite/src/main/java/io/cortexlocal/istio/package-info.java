/** Gateway and VirtualService semantics on plain Envoy: objects in, Envoy configuration out. */
@NullMarked
package io.cortexlocal.istio;

import org.jspecify.annotations.NullMarked;
