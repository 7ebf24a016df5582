/** The page that {@code up} serves: what runs, and what happens to it, as it happens. */
@NullMarked
package io.cortexlocal.cli.page;

import org.jspecify.annotations.NullMarked;
