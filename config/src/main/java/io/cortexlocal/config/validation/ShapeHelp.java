package io.cortexlocal.config.validation;

import io.cortexlocal.config.Fix;
import io.cortexlocal.config.Fix.Edit;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a file may be no list of maps. */
final class ShapeHelp {

  private ShapeHelp() {}

  static Optional<SyntaxHelp> find(YamlNode root, Span malformed, Source source) {
    if (root instanceof Mapping map) {
      return Optional.of(oneMap(map, source));
    }
    if (root instanceof Sequence) {
      return SyntaxHelp.find(source, new Span(malformed.line(), 1, malformed.line(), 1));
    }
    return SyntaxHelp.find(source, malformed);
  }

  private static SyntaxHelp oneMap(Mapping map, Source source) {
    Span span = map.span();
    if (map.get("apiVersion") != null) {
      return new SyntaxHelp(
          span,
          "this is a manifest of Kubernetes; a cortex.yaml is a list of APIs, each with name, kind,"
              + " pod and so on",
          List.of());
    }
    if (map.get("node_groups") != null && map.get("cluster_name") != null) {
      return new SyntaxHelp(
          span, "this is a cluster.yaml: validate --cluster FILE cortex.yaml", List.of());
    }
    if (map.get("images") != null && map.entries().size() == 1) {
      return new SyntaxHelp(
          span, "this is a cortex-local.yaml: name the cortex.yaml beside it", List.of());
    }
    String first =
        map.entries().isEmpty()
            ? "the first key"
            : String.valueOf(map.entries().values().iterator().next().key().value());
    return new SyntaxHelp(
        span, "put \"- \" before " + first + " and indent the rest", fixes(map, source));
  }

  private static List<Fix> fixes(Mapping map, Source source) {
    Span span = map.span();
    if (map.get("name") == null || map.get("kind") == null) {
      return List.of();
    }
    boolean flow = source.line(span.line()).strip().startsWith("{");
    List<Edit> edits = new ArrayList<>();
    edits.add(new Edit(span.line(), span.column(), span.line(), span.column(), "- "));
    for (int line = span.line() + 1; !flow && line <= source.lines(); line++) {
      String text = source.line(line);
      if (text.startsWith("---") || text.startsWith("...")) {
        break;
      }
      if (!text.isBlank()) {
        edits.add(new Edit(line, 1, line, 1, "  "));
      }
    }
    return List.of(new Fix("make it a list of one API", edits));
  }
}
