/** What stands in a cluster before the first API: gateway, control plane and shared ConfigMaps. */
@NullMarked
package io.cortexlocal.install;

import org.jspecify.annotations.NullMarked;
