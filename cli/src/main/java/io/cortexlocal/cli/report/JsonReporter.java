package io.cortexlocal.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cortexlocal.config.Finding;
import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.schema.Rules;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/** An array with one object per file; its first finding is the one that Cortex would report. */
final class JsonReporter implements Reporter {

  @Override
  public void write(List<CheckedFile> files, RunFacts run, Writer writer) throws IOException {
    try (JsonGenerator json = JsonWriter.generator(writer)) {
      json.writeStartArray();
      for (CheckedFile file : files) {
        json.writeStartObject();
        json.writeStringField("file", file.file());
        json.writeBooleanField("valid", file.isValid());
        json.writeBooleanField("readable", file.readable());
        json.writeBooleanField("clusterChecked", run.clusterChecked());
        json.writeArrayFieldStart("findings");
        for (Finding finding : file.findings()) {
          write(finding, json);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    writer.write('\n');
  }

  private static void write(Finding finding, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", finding.kind());
    json.writeStringField("message", finding.message());
    json.writeNumberField("line", finding.line());
    json.writeNumberField("column", finding.column());
    json.writeNumberField("endLine", finding.endLine());
    json.writeNumberField("endColumn", finding.endColumn());
    json.writeStringField("path", finding.path());
    json.writeStringField("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    if (finding.suggestion().isPresent()) {
      json.writeStringField("suggestion", finding.suggestion().get());
    }
    if (!finding.fixes().isEmpty()) {
      json.writeArrayFieldStart("fixes");
      for (Fix fix : finding.fixes()) {
        write(fix, json);
      }
      json.writeEndArray();
    }
    if (Rules.find(finding.kind()).isPresent()) {
      json.writeStringField("documentation", Rules.find(finding.kind()).get().documentation());
    }
    json.writeEndObject();
  }

  private static void write(Fix fix, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("description", fix.description());
    json.writeArrayFieldStart("edits");
    for (Edit edit : fix.edits()) {
      json.writeStartObject();
      json.writeNumberField("line", edit.line());
      json.writeNumberField("column", edit.column());
      json.writeNumberField("endLine", edit.endLine());
      json.writeNumberField("endColumn", edit.endColumn());
      json.writeStringField("text", edit.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
