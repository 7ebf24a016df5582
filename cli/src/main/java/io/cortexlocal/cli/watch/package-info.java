/** What of a user's folders has been changed since the last look. */
@NullMarked
package io.cortexlocal.cli.watch;

import org.jspecify.annotations.NullMarked;
