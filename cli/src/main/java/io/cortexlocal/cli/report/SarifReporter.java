package io.cortexlocal.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cortexlocal.cli.io.Version;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.Severity;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** SARIF 2.1.0, for code scanning. */
final class SarifReporter implements Reporter {

  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private final List<Rule> rules = new ArrayList<>(Rules.all());
  private final Map<String, Integer> ruleIndexes = new HashMap<>();

  SarifReporter() {
    for (Rule rule : rules) {
      ruleIndexes.put(rule.kind(), ruleIndexes.size());
    }
  }

  @Override
  public void write(List<CheckedFile> files, RunFacts run, Writer writer) throws IOException {
    try (JsonGenerator json = JsonWriter.generator(writer)) {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      json.writeStartObject();
      writeTool(json);
      json.writeStringField("columnKind", "unicodeCodePoints");
      writeInvocation(files, run, json);
      json.writeArrayFieldStart("results");
      Fingerprints fingerprints = new Fingerprints();
      for (CheckedFile file : files) {
        if (file.readable()) {
          for (Finding finding : file.findings()) {
            writeResult(file, finding, fingerprints, json);
          }
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    writer.write('\n');
  }

  private void writeTool(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "cortex-local");
    json.writeStringField("version", Version.number());
    json.writeArrayFieldStart("rules");
    for (Rule rule : rules) {
      json.writeStartObject();
      json.writeStringField("id", rule.kind());
      writeText("shortDescription", rule.title(), json);
      writeText("fullDescription", rule.documentation(), json);
      writeText("help", rule.documentation(), json);
      json.writeObjectFieldStart("defaultConfiguration");
      json.writeStringField("level", level(rule.severity()));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeInvocation(List<CheckedFile> files, RunFacts run, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", files.stream().allMatch(CheckedFile::readable));
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (CheckedFile file : files) {
      if (!file.readable()) {
        json.writeStartObject();
        json.writeStringField("level", "error");
        writeText("message", file.findings().get(0).message(), json);
        json.writeEndObject();
      }
    }
    if (run.leavesClusterUnchecked(files)) {
      json.writeStartObject();
      json.writeStringField("level", "note");
      writeText("message", RunFacts.CLUSTER_NOT_CHECKED, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void writeResult(
      CheckedFile file, Finding finding, Fingerprints fingerprints, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", finding.kind());
    if (ruleIndexes.containsKey(finding.kind())) {
      json.writeNumberField("ruleIndex", ruleIndexes.get(finding.kind()));
    }
    json.writeStringField("level", level(finding.severity()));
    String message =
        finding.message() + finding.suggestion().map(text -> " (" + text + ")").orElse("");
    writeText("message", message, json);
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri(file.file()));
    json.writeEndObject();
    json.writeObjectFieldStart("region");
    json.writeNumberField("startLine", finding.line());
    json.writeNumberField("startColumn", finding.column());
    json.writeNumberField("endLine", finding.endLine());
    json.writeNumberField("endColumn", finding.endColumn());
    json.writeEndObject();
    json.writeEndObject();
    if (!finding.path().isEmpty()) {
      json.writeArrayFieldStart("logicalLocations");
      json.writeStartObject();
      json.writeStringField("fullyQualifiedName", finding.path());
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndArray();
    if (!finding.fixes().isEmpty()) {
      writeFixes(file, finding.fixes(), json);
    }
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("finding/v1", fingerprints.next(file, finding));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeFixes(CheckedFile file, List<Fix> fixes, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("fixes");
    for (Fix fix : fixes) {
      json.writeStartObject();
      writeText("description", fix.description(), json);
      json.writeArrayFieldStart("artifactChanges");
      json.writeStartObject();
      json.writeObjectFieldStart("artifactLocation");
      json.writeStringField("uri", uri(file.file()));
      json.writeEndObject();
      json.writeArrayFieldStart("replacements");
      for (Edit edit : fix.edits()) {
        json.writeStartObject();
        json.writeObjectFieldStart("deletedRegion");
        json.writeNumberField("startLine", edit.line());
        json.writeNumberField("startColumn", edit.column());
        json.writeNumberField("endLine", edit.endLine());
        json.writeNumberField("endColumn", edit.endColumn());
        json.writeEndObject();
        writeText("insertedContent", edit.text(), json);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeText(String name, String text, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  private static String level(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private static String uri(String file) {
    String path = file.startsWith("./") ? file.substring(2) : file;
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      return path;
    }
  }
}
