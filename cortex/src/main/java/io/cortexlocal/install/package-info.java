/** What stands in a cluster before the first API: gateway, control plane and shared ConfigMaps. */
package io.cortexlocal.install;
