package io.cortexlocal.junit;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Finds the file that {@link CortexApi} names. */
final class CortexYamlFile {

  private CortexYamlFile() {}

  static Path find(String name, Class<?> testClass) {
    Path file = Path.of(name);
    if (Files.exists(file) && !Files.isDirectory(file)) {
      return file;
    }
    URL resource = testClass.getClassLoader().getResource(name);
    if (resource != null && resource.getProtocol().equals("file")) {
      try {
        return Path.of(resource.toURI());
      } catch (URISyntaxException e) {
        throw new ExtensionConfigurationException("not a path: " + resource, e);
      }
    }
    throw new ExtensionConfigurationException(
        "@CortexApi(\"%s\") on %s: there is no file %s, and no such resource on the class path"
            .formatted(name, testClass.getName(), file.toAbsolutePath()));
  }
}
