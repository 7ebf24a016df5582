package io.cortexlocal.operator.http;

import static io.cortexlocal.json.Json.object;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.ContainerConfig;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.CortexDocumentation;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.RealtimeApiConfig;
import io.cortexlocal.image.ImageException;
import io.cortexlocal.operator.ApiMetadata;
import io.cortexlocal.operator.ApiSummary;
import io.cortexlocal.operator.DeployResult;
import io.cortexlocal.operator.Operator;
import io.cortexlocal.operator.OperatorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Deploys what a client hands in: the whole file is refused, or each API has a result. */
final class Deploying {

  private static final Set<String> NO_APIS =
      Set.of("configreader.invalid_yaml", "spec.malformed_config");

  private final Operator operator;
  private final Deployments deployments;

  Deploying(Operator operator, Deployments deployments) {
    this.operator = operator;
    this.deployments = deployments;
  }

  /**
   * Deploys a file.
   *
   * @param url makes the address of an endpoint
   * @return the results in Cortex's order, a TrafficSplitter after its targets
   * @throws Refusal with Cortex's first error about the file, or why an image cannot be had
   */
  List<Map<String, Object>> deploy(
      String fileName, byte[] content, boolean force, UnaryOperator<String> url) {
    CortexConfig config = valid(fileName, content);
    List<DeployResult> results;
    try {
      results = new ArrayList<>(deployments.deploy(config, force));
    } catch (ImageException e) {
      throw new Refusal("docker.image_inaccessible", inaccessible(config, e));
    }
    results.sort(
        Comparator.comparing(DeployResult::api, Operator.ORDER)
            .thenComparing(result -> result.api().index()));
    return results.stream().map(result -> answer(result, url)).toList();
  }

  /**
   * Says which container's image it is, in Cortex's words, and why, in those of what looked for it.
   */
  private static String inaccessible(CortexConfig config, ImageException refusal) {
    return refusal
        .image()
        .flatMap(image -> container(config, image))
        .map(
            container ->
                "%s: %s is not accessible\n%s%s"
                    .formatted(
                        config.file(),
                        container,
                        refusal.getMessage(),
                        CortexDocumentation.SCHEMA_TRAILER))
        .orElseGet(() -> config.file() + ": " + refusal.getMessage());
  }

  private static Optional<String> container(CortexConfig config, String image) {
    for (ApiConfig api : config.apis()) {
      List<ContainerConfig> containers =
          api instanceof RealtimeApiConfig realtime ? realtime.pod().containers() : List.of();
      for (int index = 0; index < containers.size(); index++) {
        if (containers.get(index).image().equals(image)) {
          return Optional.of(
              "%s (%s): pod: containers: index %d: image: %s"
                  .formatted(api.name(), api.kind().text(), index, image));
        }
      }
    }
    return Optional.empty();
  }

  private CortexConfig valid(String fileName, byte[] content) {
    ParseResult result = CortexConfig.parse(fileName, content, Optional.empty(), realtimeApis());
    if (result instanceof ParseResult.Valid valid) {
      requireDeployable(valid.config());
      return valid.config().withContent(content);
    }
    Finding first = result.findings().get(0);
    throw new Refusal(first.kind(), documented(first.kind(), first.message()));
  }

  /** Cortex ends with a link what it says of APIs, and not what it says of a file that has none. */
  private static String documented(String kind, String message) {
    return NO_APIS.contains(kind) || message.endsWith(CortexDocumentation.SCHEMA_TRAILER)
        ? message
        : message + CortexDocumentation.SCHEMA_TRAILER;
  }

  private Set<String> realtimeApis() {
    return operator.list().stream()
        .map(ApiSummary::metadata)
        .filter(api -> api.kind().equals(ApiKind.REALTIME_API.text()))
        .map(ApiMetadata::name)
        .collect(Collectors.toSet());
  }

  private void requireDeployable(CortexConfig config) {
    try {
      operator.requireDeployable(config.file(), config.apis());
    } catch (OperatorException e) {
      throw new Refusal(e.kind(), documented(e.kind(), e.getMessage()));
    }
  }

  private Map<String, Object> answer(DeployResult result, UnaryOperator<String> url) {
    if (result instanceof DeployResult.Accepted accepted) {
      return object(
          "api",
          Answers.deployed(
              operator.get(accepted.api().name()), url.apply(accepted.api().endpoint())),
          "message",
          accepted.message(),
          "error",
          "");
    }
    String reason = ((DeployResult.Refused) result).reason().getMessage();
    return object("api", null, "message", "", "error", "error: " + reason);
  }
}
