/** What becomes of APIs, as their pods, their sidecars and the gateway tell of it. */
@NullMarked
package io.cortexlocal.observe;

import org.jspecify.annotations.NullMarked;
