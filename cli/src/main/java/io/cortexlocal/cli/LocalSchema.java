package io.cortexlocal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON Schema (draft 7) of {@code cortex-local.yaml}, for editors. */
final class LocalSchema {

  private LocalSchema() {}

  /** Returns the schema as nested maps and lists. */
  static Map<String, Object> generate() {
    return object(
        "$schema",
        "http://json-schema.org/draft-07/schema#",
        "title",
        "Cortex Local: what is different on this machine",
        "type",
        List.of("object", "null"),
        "properties",
        object(
            "images",
            object(
                "type",
                "object",
                "description",
                "How each image of the cortex.yaml beside it is had on this machine, by the name"
                    + " that stands there. An image without an entry is taken from the local Docker"
                    + " engine, or pulled.",
                "additionalProperties",
                source()),
            "apis",
            object(
                "type",
                "object",
                "description",
                "What the containers of an API get on this machine beside what cortex.yaml says,"
                    + " by the API's name. A value replaces cortex.yaml's of the same name.",
                "additionalProperties",
                api()),
            "host",
            object(
                "type",
                "object",
                "properties",
                object(
                    "ports",
                    object(
                        "type",
                        "array",
                        "uniqueItems",
                        true,
                        "items",
                        object("type", "integer", "minimum", 1, "maximum", 65_535),
                        "description",
                        "Ports of this machine's loopback that containers reach at"
                            + " host.cortex.local; they reach nothing else of it.",
                        "examples",
                        List.of(List.of(9000, 5432)))),
                "additionalProperties",
                false)),
        "additionalProperties",
        false);
  }

  private static Map<String, Object> api() {
    Map<String, Object> api = environment();
    properties(api)
        .put(
            "containers",
            object(
                "type",
                "object",
                "description",
                "What one container gets, by its name; it overrules what all of them get.",
                "additionalProperties",
                environment()));
    return api;
  }

  private static Map<String, Object> environment() {
    Map<String, Object> values =
        object(
            "type",
            "object",
            "propertyNames",
            object("pattern", "^(?!CORTEX_|KUBEXIT_)[-._a-zA-Z][-._a-zA-Z0-9]*$"),
            "additionalProperties",
            object("type", List.of("string", "number", "boolean", "null")));
    Map<String, Object> list = object("type", "array", "items", object("type", "string"));
    return object(
        "type",
        "object",
        "properties",
        object(
            "environment",
            object(
                "description",
                "Variables, as a map or as a list of NAME=VALUE. A name without a value is"
                    + " passed on from this machine.",
                "anyOf",
                List.of(values, list),
                "examples",
                List.of(object("AWS_REGION", "eu-west-1"))),
            "env_file",
            object(
                "description",
                "Files with a NAME=VALUE in each line, as Docker Compose reads them; environment"
                    + " overrules them, and a later file an earlier one.",
                "anyOf",
                List.of(
                    object("type", "string"),
                    object(
                        "type",
                        "array",
                        "items",
                        object("anyOf", List.of(object("type", "string"), envFile()))),
                    envFile()),
                "examples",
                List.of(".env"))),
        "additionalProperties",
        false);
  }

  private static Map<String, Object> envFile() {
    return object(
        "type",
        "object",
        "required",
        List.of("path"),
        "properties",
        object(
            "path",
            text("Relative to the folder of this file.", ".env"),
            "required",
            object(
                "type", "boolean", "description", "Whether it has to be there; true if not said.")),
        "additionalProperties",
        false);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> properties(Map<String, Object> schema) {
    return (Map<String, Object>) schema.get("properties");
  }

  private static Map<String, Object> source() {
    return object(
        "type",
        "object",
        "minProperties",
        1,
        "not",
        object("required", List.of("build", "archive")),
        "properties",
        object(
            "build",
            text(
                "A folder with a Dockerfile: built with the Docker engine and loaded into the"
                    + " cluster.",
                "./app"),
            "archive",
            text("An image as a file: docker save, or an OCI layout, as tar.", "./image.tar"),
            "run",
            run()),
        "additionalProperties",
        false);
  }

  private static Map<String, Object> run() {
    return object(
        "type",
        "object",
        "description",
        "On the embedded cluster: a command of this machine in the container's place.",
        "required",
        List.of("command"),
        "properties",
        object(
            "command",
            object(
                "type",
                "array",
                "minItems",
                1,
                "items",
                object("type", List.of("string", "number", "boolean")),
                "description",
                "The program and its arguments; no shell reads it.",
                "examples",
                List.of(List.of("java", "App.java"))),
            "directory",
            text("Where it starts. Default: the folder of this file.", "./app"),
            "environment",
            object(
                "type",
                "object",
                "additionalProperties",
                object("type", List.of("string", "number", "boolean")),
                "description",
                "Variables in addition to those of the container.",
                "examples",
                List.of(object("LOG_LEVEL", "info")))),
        "additionalProperties",
        false);
  }

  private static Map<String, Object> text(String description, String example) {
    return object("type", "string", "description", description, "examples", List.of(example));
  }

  private static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }
}
