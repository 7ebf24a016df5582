package io.cortexlocal.cli.ci;

import io.cortexlocal.cli.report.XmlText;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What a run did, as a JUnit file. */
final class CiJunit {

  private static final String NAME = "cortex-local ci";

  private CiJunit() {}

  static void write(List<CiResult> results, Path file) throws IOException {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      long failed = results.stream().filter(result -> result.problem().isPresent()).count();
      Duration whole =
          results.stream().map(CiResult::duration).reduce(Duration.ZERO, Duration::plus);
      xml.writeAttribute("name", NAME);
      xml.writeAttribute("tests", Integer.toString(results.size()));
      xml.writeAttribute("failures", Long.toString(failed));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", "0");
      xml.writeAttribute("time", seconds(whole));
      for (CiResult result : results) {
        write(result, xml);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    Files.writeString(file, text.append('\n').toString());
  }

  private static void write(CiResult result, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", NAME + "." + result.group());
    xml.writeAttribute("name", XmlText.legal(result.name()));
    xml.writeAttribute("time", seconds(result.duration()));
    if (result.problem().isPresent()) {
      String problem = XmlText.legal(result.problem().get());
      xml.writeStartElement("failure");
      xml.writeAttribute("message", problem.lines().findFirst().orElse(""));
      xml.writeCharacters(problem);
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
  }
}
