/**
 * What an {@code up} answers to the other commands of its folder, beside what its operator does.
 */
@NullMarked
package io.cortexlocal.cli.control;

import org.jspecify.annotations.NullMarked;
