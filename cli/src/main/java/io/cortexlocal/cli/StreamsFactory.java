package io.cortexlocal.cli;

import io.cortexlocal.cli.validate.ValidateCommand;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Hands the streams to the commands that need them. */
record StreamsFactory(Streams streams) implements IFactory {

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == ValidateCommand.class) {
      return type.cast(new ValidateCommand(streams));
    }
    if (type == ExplainCommand.class) {
      return type.cast(new ExplainCommand(streams));
    }
    if (type == SchemaCommand.class) {
      return type.cast(new SchemaCommand(streams));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
