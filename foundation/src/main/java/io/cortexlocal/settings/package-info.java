/** Settings, and where they come from. */
@NullMarked
package io.cortexlocal.settings;

import org.jspecify.annotations.NullMarked;
