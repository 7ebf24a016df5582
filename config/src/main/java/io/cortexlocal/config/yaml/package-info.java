/**
 * YAML as Cortex 0.42 reads it: the dialect of go-yaml 2, with positions.
 *
 * <p>SnakeYAML finds the events; this package gives them the meaning that go-yaml gives them: YAML
 * 1.1 scalars, merge keys by position, duplicate keys (the last one wins), the first document only,
 * and scalars that start with {@code @}.
 */
@NullMarked
package io.cortexlocal.config.yaml;

import org.jspecify.annotations.NullMarked;
