package io.cortexlocal.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cortexlocal.cli.io.Streams;
import io.cortexlocal.cli.io.UsageException;
import io.cortexlocal.cli.report.JsonWriter;
import io.cortexlocal.config.schema.JsonSchema;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a {@code cortex.yaml}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Print a JSON Schema of cortex.yaml, or of cortex-local.yaml, for editors.")
final class SchemaCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "cortex.yaml or cortex-local.yaml. Default: cortex.yaml.")
  private String file = "cortex.yaml";

  private final Streams streams;

  SchemaCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    try (JsonGenerator json = JsonWriter.generator(streams.out())) {
      JsonWriter.write(json, schema());
    }
    streams.out().println();
    return 0;
  }

  private Map<String, Object> schema() {
    return switch (file) {
      case "cortex.yaml" -> JsonSchema.generate();
      case "cortex-local.yaml" -> LocalSchema.generate();
      default ->
          throw new UsageException(
              "there are schemas of cortex.yaml and cortex-local.yaml, not of \"" + file + "\"");
    };
  }
}
