package io.cortexlocal.cluster.embedded.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Answers what a client may do, which k9s asks before it shows anything: whoever has the token may
 * do all that is served.
 */
final class AccessReviews {

  private static final String AUTHORIZATION = "authorization.k8s.io/v1";
  private static final String AUTHENTICATION = "authentication.k8s.io/v1";
  private static final String ANY = "*";

  /**
   * Something that a client asks by creating an object that is not kept.
   *
   * @param message its form in Protocol Buffers
   */
  record Review(String apiVersion, String plural, String kind, ProtobufMessage message) {

    static final List<String> VERBS = List.of("create");

    String group() {
      return apiVersion.substring(0, apiVersion.indexOf('/'));
    }
  }

  private static final Review ACCESS =
      new Review(
          AUTHORIZATION,
          "selfsubjectaccessreviews",
          "SelfSubjectAccessReview",
          ProtobufBody.ACCESS_REVIEW);
  private static final Review RULES =
      new Review(
          AUTHORIZATION,
          "selfsubjectrulesreviews",
          "SelfSubjectRulesReview",
          ProtobufBody.RULES_REVIEW);
  private static final Review SUBJECT =
      new Review(
          AUTHENTICATION, "selfsubjectreviews", "SelfSubjectReview", ProtobufBody.SUBJECT_REVIEW);

  static final List<Review> ALL = List.of(SUBJECT, ACCESS, RULES);

  private final ObjectJson json;

  AccessReviews(ObjectJson json) {
    this.json = json;
  }

  /** Returns the review that is asked for at a path. */
  static Optional<Review> at(List<String> path) {
    String whole = String.join("/", path);
    return ALL.stream()
        .filter(review -> whole.equals("apis/" + review.apiVersion() + "/" + review.plural()))
        .findFirst();
  }

  /**
   * Answers a review.
   *
   * @throws ApiFailure when its body is none
   */
  void answer(Review review, RestRequest request, Responder responder) throws IOException {
    ObjectNode asked = ProtobufBody.read(request, json, review.message());
    asked.put("kind", review.kind()).put("apiVersion", review.apiVersion());
    if (!asked.path("metadata").isObject()) {
      asked.putObject("metadata");
    }
    ObjectNode status = asked.putObject("status");
    if (review.equals(ACCESS)) {
      access(asked.path("spec"), status);
    } else if (review.equals(RULES)) {
      rules(status);
    } else {
      status.putObject("userInfo").put("username", Kubeconfig.NAME);
    }
    responder.json(201, asked);
  }

  private static void access(JsonNode spec, ObjectNode status) {
    boolean asksOne =
        spec.hasNonNull("resourceAttributes") != spec.hasNonNull("nonResourceAttributes");
    if (!asksOne) {
      throw new ApiFailure(
          422,
          "Invalid",
          "SelfSubjectAccessReview is invalid: spec.resourceAttributes: Invalid value: exactly one"
              + " of nonResourceAttributes or resourceAttributes must be specified");
    }
    Optional<String> refusal = refusal(spec.path("resourceAttributes"));
    status.put("allowed", refusal.isEmpty());
    refusal.ifPresent(reason -> status.put("reason", reason));
  }

  /** Paths that are no resources are served or not there, and nobody is kept from them. */
  private static Optional<String> refusal(JsonNode asked) {
    String resource = asked.path("resource").asText();
    String group = asked.path("group").asText();
    String verb = asked.path("verb").asText();
    String part = asked.path("subresource").asText();
    if (asked.isMissingNode() || resource.equals(ANY)) {
      return Optional.empty();
    }
    String name = part.isEmpty() ? resource : resource + "/" + part;
    boolean served =
        Discovery.groups().stream()
            .filter(known -> group.equals(ANY) || group.equals(known))
            .flatMap(known -> Discovery.verbs(known).getOrDefault(name, List.of()).stream())
            .anyMatch(known -> verb.equals(ANY) || verb.equals(known));
    return served
        ? Optional.empty()
        : Optional.of("the embedded cluster does not serve %s of %s".formatted(verb, name));
  }

  private static void rules(ObjectNode status) {
    ArrayNode resources = status.putArray("resourceRules");
    for (String group : Discovery.groups()) {
      Discovery.verbs(group)
          .forEach(
              (name, verbs) -> {
                ObjectNode rule = resources.addObject();
                rule.putArray("apiGroups").add(group);
                rule.putArray("resources").add(name);
                verbs.forEach(rule.putArray("verbs")::add);
              });
    }
    ObjectNode paths = status.putArray("nonResourceRules").addObject();
    paths.putArray("nonResourceURLs").add(ANY);
    paths.putArray("verbs").add("get");
    status.put("incomplete", false);
  }
}
