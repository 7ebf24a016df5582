package io.cortexlocal.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cortexlocal.config.Finding;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** GitLab's code quality format: an array of findings that merge requests show at their lines. */
final class GitlabReporter implements Reporter {

  @Override
  public void write(List<CheckedFile> files, RunFacts run, Writer writer) throws IOException {
    Fingerprints fingerprints = new Fingerprints();
    try (JsonGenerator json = JsonWriter.generator(writer)) {
      json.writeStartArray();
      for (CheckedFile file : files) {
        for (Finding finding : file.findings()) {
          write(file, finding, run, fingerprints, json);
        }
      }
      json.writeEndArray();
    }
    writer.write('\n');
  }

  private static void write(
      CheckedFile file,
      Finding finding,
      RunFacts run,
      Fingerprints fingerprints,
      JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "description",
        finding.message() + finding.suggestion().map(text -> " (" + text + ")").orElse(""));
    json.writeStringField("check_name", finding.kind());
    json.writeStringField("fingerprint", fingerprints.next(file, finding));
    json.writeStringField("severity", severity(finding, run));
    json.writeObjectFieldStart("location");
    json.writeStringField(
        "path", file.file().startsWith("./") ? file.file().substring(2) : file.file());
    json.writeObjectFieldStart("lines");
    json.writeNumberField("begin", finding.line());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String severity(Finding finding, RunFacts run) {
    return switch (finding.severity()) {
      case ERROR -> "critical";
      case WARNING -> run.fails(finding) ? "major" : "minor";
      case NOTE -> run.fails(finding) ? "major" : "info";
    };
  }
}
