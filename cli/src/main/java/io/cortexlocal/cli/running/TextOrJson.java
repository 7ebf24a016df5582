package io.cortexlocal.cli.running;

/** How a command prints what it read. */
enum TextOrJson {
  TEXT,
  JSON
}
