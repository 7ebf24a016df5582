/**
 * What a {@code cortex.yaml} says: parsing, defaults and findings.
 *
 * <p>The rules, their order and their words are those of Cortex 0.42. This package does no I/O
 * besides reading the files it is given, and depends on nothing else in the project.
 *
 * <p>Its records are read, and not made by those who use them: they get further components.
 */
@NullMarked
package io.cortexlocal.config;

import org.jspecify.annotations.NullMarked;
