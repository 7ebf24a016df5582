/** The process that runs in a pod of a real cluster. */
@NullMarked
package io.cortexlocal.incluster;

import org.jspecify.annotations.NullMarked;
