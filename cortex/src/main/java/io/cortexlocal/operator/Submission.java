package io.cortexlocal.operator;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.image.LocalEnvironment;
import io.cortexlocal.image.LocalImages;
import java.util.List;
import java.util.Optional;

/**
 * An API as it was handed in.
 *
 * @param fileName the last part of the name of the file in which it stands
 * @param written the API's item of the file as JSON, without defaults; empty when it is not known
 * @param environment what its containers get on this machine beside what the configuration says
 */
public record Submission(
    ApiConfig api, String fileName, Optional<Object> written, LocalEnvironment environment) {

  /** Returns the APIs of a file, of which nothing but their configuration is known. */
  public static List<Submission> of(String fileName, List<? extends ApiConfig> apis) {
    return apis.stream()
        .map(api -> new Submission(api, fileName, Optional.empty(), LocalEnvironment.none()))
        .toList();
  }

  /** Returns the APIs of a file, with what is said of them on this machine. */
  public static List<Submission> of(CortexConfig config, LocalImages local) {
    String file = config.file();
    String name = file.substring(file.lastIndexOf('/') + 1);
    return config.apis().stream()
        .map(api -> new Submission(api, name, config.written(api), local.environment(api.name())))
        .toList();
  }
}
