package io.cortexlocal.operator;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.CortexConfig;
import java.util.List;
import java.util.Optional;

/**
 * An API as it was handed in.
 *
 * @param fileName the last part of the name of the file in which it stands
 * @param written the API's item of the file as JSON, without defaults; empty when it is not known
 */
public record Submission(ApiConfig api, String fileName, Optional<Object> written) {

  /** Returns the APIs of a file, of which nothing but their configuration is known. */
  public static List<Submission> of(String fileName, List<? extends ApiConfig> apis) {
    return apis.stream().map(api -> new Submission(api, fileName, Optional.empty())).toList();
  }

  /** Returns the APIs of a file. */
  public static List<Submission> of(CortexConfig config) {
    String file = config.file();
    String name = file.substring(file.lastIndexOf('/') + 1);
    return config.apis().stream()
        .map(api -> new Submission(api, name, config.written(api)))
        .toList();
  }
}
