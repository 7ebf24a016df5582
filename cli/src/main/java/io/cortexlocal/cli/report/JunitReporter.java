package io.cortexlocal.cli.report;

import io.cortexlocal.config.Finding;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * JUnit's XML: a suite per file, a failed test per finding, one passed test for a clean file.
 * Warnings are failures only in a strict run.
 */
final class JunitReporter implements Reporter {

  @Override
  public void write(List<CheckedFile> files, RunFacts run, Writer writer) throws IOException {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(writer);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      xml.writeAttribute("name", "cortex-local validate");
      for (CheckedFile file : files) {
        suite(file, run, xml);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
    } catch (XMLStreamException e) {
      throw e.getNestedException() instanceof IOException cause ? cause : new IOException(e);
    }
    writer.write('\n');
  }

  private static void suite(CheckedFile file, RunFacts run, XMLStreamWriter xml)
      throws XMLStreamException {
    long unreadable = file.readable() ? 0 : 1;
    long failures = file.findings().stream().filter(run::fails).count() - unreadable;
    xml.writeStartElement("testsuite");
    attribute(xml, "name", file.file());
    attribute(xml, "tests", Integer.toString(Math.max(1, file.findings().size())));
    attribute(xml, "failures", Long.toString(failures));
    attribute(xml, "errors", Long.toString(unreadable));
    attribute(xml, "skipped", "0");
    if (file.findings().isEmpty()) {
      testCase(xml, file, "is valid");
      xml.writeEndElement();
    }
    for (Finding finding : file.findings()) {
      testCase(xml, file, finding.kind() + " at " + finding.line() + ":" + finding.column());
      if (!file.readable()) {
        failure(xml, "error", finding);
      } else if (run.fails(finding)) {
        failure(xml, "failure", finding);
      } else {
        xml.writeStartElement("system-out");
        xml.writeCharacters(
            XmlText.legal(
                finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.message()));
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    if (run.leavesClusterUnchecked(List.of(file))) {
      xml.writeStartElement("system-out");
      xml.writeCharacters(RunFacts.CLUSTER_NOT_CHECKED);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, CheckedFile file, String name)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute(xml, "name", name);
    attribute(xml, "classname", file.file());
    attribute(xml, "time", "0");
  }

  private static void failure(XMLStreamWriter xml, String element, Finding finding)
      throws XMLStreamException {
    xml.writeStartElement(element);
    attribute(xml, "type", finding.kind());
    attribute(xml, "message", finding.message());
    xml.writeCharacters(
        XmlText.legal(
            "line "
                + finding.line()
                + ", column "
                + finding.column()
                + (finding.path().isEmpty() ? "" : ", " + finding.path())
                + "\n"
                + finding.message()
                + finding.suggestion().map(text -> "\n" + text).orElse("")));
    xml.writeEndElement();
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, XmlText.legal(value));
  }
}
