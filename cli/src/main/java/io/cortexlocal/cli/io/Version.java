package io.cortexlocal.cli.io;

import io.cortexlocal.config.schema.Rules;
import picocli.CommandLine.IVersionProvider;

/** The versions of Cortex Local and of the Cortex that it follows. */
public final class Version implements IVersionProvider {

  /** Returns the version of Cortex Local. */
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "0.0.0-development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"cortex-local " + number() + " for Cortex " + Rules.CORTEX_VERSION};
  }
}
