package io.cortexlocal.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.report.JsonWriter;
import io.cortexlocal.config.schema.JsonSchema;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the JSON Schema of a {@code cortex.yaml}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Print a JSON Schema of cortex.yaml for editors.")
final class SchemaCommand implements Callable<Integer> {

  private final Streams streams;

  SchemaCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    try (JsonGenerator json = JsonWriter.generator(streams.out())) {
      JsonWriter.write(json, JsonSchema.generate());
    }
    streams.out().println();
    return 0;
  }
}
