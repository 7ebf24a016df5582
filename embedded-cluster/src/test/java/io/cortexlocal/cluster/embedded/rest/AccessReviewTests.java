package io.cortexlocal.cluster.embedded.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may do, as kubectl and k9s ask it. The bodies in Base64 are what kubectl sent. */
class AccessReviewTests {

  private static final String GROUP = "/apis/authorization.k8s.io/v1/";
  private static final String ACCESS = GROUP + "selfsubjectaccessreviews";
  private static final String[] JSON = {"Content-Type", "application/json"};

  @TempDir private Path folder;

  private ServedCluster cluster;

  @BeforeEach
  void serve() throws IOException {
    cluster = new ServedCluster(folder);
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> protobuf(String path, String base64) throws Exception {
    return cluster.send(
        "POST",
        path,
        Base64.getDecoder().decode(base64),
        "Content-Type",
        "application/vnd.kubernetes.protobuf",
        "Accept",
        "application/vnd.kubernetes.protobuf,application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "'', pods, '', list, true",
    "'', pods, '', watch, true",
    "'', pods, log, get, true",
    "'', pods, exec, create, false",
    "'', pods, '', deletecollection, false",
    "'', secrets, '', list, true",
    "'', replicationcontrollers, '', list, false",
    "'', deployments, '', list, false",
    "apps, deployments, '', patch, true",
    "apps, deployments, scale, update, true",
    "*, deployments, '', delete, true",
    "*, *, '', '*', true",
    "'', nodes, '', '*', true",
    "metrics.k8s.io, pods, '', list, false",
    "authorization.k8s.io, selfsubjectaccessreviews, '', create, true",
    "authorization.k8s.io, selfsubjectaccessreviews, '', list, false",
  })
  void whatIsServedIsAllowed(
      String group, String resource, String part, String verb, boolean allowed) throws Exception {
    String body =
        """
        {"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
         "spec": {"resourceAttributes": {"namespace": "default", "verb": "%s", "group": "%s",
           "version": "v1", "resource": "%s", "subresource": "%s"}}}
        """
            .formatted(verb, group, resource, part);
    HttpResponse<String> response = cluster.send("POST", ACCESS, body, JSON);
    assertThat(response.statusCode()).isEqualTo(201);
    JsonNode review = json(response);
    assertThat(review.path("kind").asText()).isEqualTo("SelfSubjectAccessReview");
    assertThat(review.path("spec").path("resourceAttributes").path("verb").asText())
        .isEqualTo(verb);
    assertThat(review.path("status").path("allowed").asBoolean(!allowed)).isEqualTo(allowed);
    assertThat(review.path("status").path("reason").asText())
        .isEqualTo(
            allowed
                ? ""
                : "the embedded cluster does not serve %s of %s"
                    .formatted(verb, part.isEmpty() ? resource : resource + "/" + part));
  }

  @ParameterizedTest
  @CsvSource({
    // kubectl auth can-i list pods --subresource=log
    "azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSQAoQCgASABoAIgA"
        + "qADIAOABCABIiCiAKB2RlZmF1bHQSBGxpc3QaACIAKgRwb2RzMgNsb2c6ABoICAASABoAIAAaACIA, false",
    // kubectl auth can-i get pods/x
    "azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSPQoQCgASABoAIgA"
        + "qADIAOABCABIfCh0KB2RlZmF1bHQSA2dldBoAIgAqBHBvZHMyADoBeBoICAASABoAIAAaACIA, true",
    // kubectl auth can-i get /version
    "azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSLwoQCgASABoAIgA"
        + "qADIAOABCABIREg8KCC92ZXJzaW9uEgNnZXQaCAgAEgAaACAAGgAiAA==, true",
  })
  void aReviewMayComeAsProtocolBuffers(String body, boolean allowed) throws Exception {
    HttpResponse<String> response = protobuf(ACCESS, body);
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(response).path("status").path("allowed").asBoolean(!allowed))
        .isEqualTo(allowed);
  }

  @Test
  void theRulesAreThoseOfDiscovery() throws Exception {
    JsonNode review =
        json(
            protobuf(
                GROUP + "selfsubjectrulesreviews",
                "azhzAAoxChdhdXRob3JpemF0aW9uLms4cy5pby92MRIWU2VsZlN1YmplY3RSdWxlc1JldmlldxIjChAKABI"
                    + "AGgAiACoAMgA4AEIAEgkKB2RlZmF1bHQaBBgAIgAaACIA"));
    assertThat(review.path("spec").path("namespace").asText()).isEqualTo("default");
    List<String> rules = new ArrayList<>();
    for (JsonNode rule : review.path("status").path("resourceRules")) {
      List<String> verbs = new ArrayList<>();
      rule.path("verbs").forEach(verb -> verbs.add(verb.asText()));
      rules.add(
          "%s/%s %s"
              .formatted(
                  rule.path("apiGroups").path(0).asText(),
                  rule.path("resources").path(0).asText(),
                  verbs));
    }
    assertThat(rules)
        .contains(
            "/pods [create, delete, get, list, patch, update, watch]",
            "/pods/log [get]",
            "apps/deployments/scale [get, patch, update]",
            "authorization.k8s.io/selfsubjectrulesreviews [create]")
        .doesNotHaveDuplicates();
    assertThat(review.path("status").path("incomplete").asBoolean(true)).isFalse();
  }

  @Test
  void theUserIsTheKubeconfigs() throws Exception {
    JsonNode review =
        json(cluster.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", JSON));
    assertThat(review.path("status").path("userInfo").path("username").asText())
        .isEqualTo("cortex-local-embedded");
  }

  @Test
  void reviewsAreDiscoveredAndOnlyCreated() throws Exception {
    JsonNode resources = json(cluster.get(GROUP)).path("resources");
    assertThat(resources).hasSize(2);
    assertThat(resources.path(0).path("verbs").toString()).isEqualTo("[\"create\"]");
    HttpResponse<String> listed = cluster.get(ACCESS);
    assertThat(listed.statusCode()).isEqualTo(405);
    assertThat(json(listed).path("message").asText())
        .isEqualTo("the embedded cluster does not serve GET of selfsubjectaccessreviews");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"spec\":{}}",
        "{\"spec\":{\"resourceAttributes\":{},\"nonResourceAttributes\":{}}}"
      })
  void aReviewAsksOneThing(String body) throws Exception {
    HttpResponse<String> response = cluster.send("POST", ACCESS, body, JSON);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(json(response).path("message").asText()).contains("exactly one of");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'the body is not JSON'",
    "azhzAQ==, the body is no object of application/vnd.kubernetes.protobuf",
    "eyJzcGVjIjp7fX0=, the body is no object of application/vnd.kubernetes.protobuf",
    // the envelope's field 2 ends early, a varint has no end, and a group, which nothing sends
    "azhzABJ/, the body is no Protocol Buffers message",
    "azhzABL/////////////, the body is no Protocol Buffers message",
    "azhzAAv///8=, the body is no Protocol Buffers message",
  })
  void aBrokenBodyIsRefused(String body, String message) throws Exception {
    HttpResponse<String> response =
        body.isEmpty() ? cluster.send("POST", ACCESS, "no", JSON) : protobuf(ACCESS, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("message").asText()).startsWith(message);
  }

  @Test
  void objectsAreNotReadAsProtocolBuffers() throws Exception {
    // kubectl create namespace nn
    HttpResponse<String> response =
        protobuf(
            "/api/v1/namespaces",
            "azhzAAoPCgJ2MRIJTmFtZXNwYWNlEhoKEgoCbm4SABoAIgAqADIAOABCABIAGgIKABoAIgA=");
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(json(response).path("message").asText())
        .isEqualTo(
            "the body of the request was in an unknown format (application/vnd.kubernetes.protobuf)"
                + " - the embedded cluster accepts objects as application/json: kubectl sends them"
                + " so with apply or create -f, and client-go with rest.Config's ContentType");
  }
}
