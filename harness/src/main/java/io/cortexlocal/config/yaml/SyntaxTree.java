package io.cortexlocal.config.yaml;

import io.cortexlocal.config.yaml.SyntaxNode.AliasSyntax;
import io.cortexlocal.config.yaml.SyntaxNode.CollectionSyntax;
import io.cortexlocal.config.yaml.SyntaxNode.ScalarSyntax;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.parser.ParserImpl;

/** Builds the tree of a file's first document from SnakeYAML's events. */
final class SyntaxTree {

  /** The limit of go-yaml 2.4 for nested collections. */
  private static final int MAX_DEPTH = 10_000;

  private final Deque<CollectionSyntax> open = new ArrayDeque<>();
  private final Map<String, SyntaxNode> anchors = new HashMap<>();
  private SyntaxNode root;
  private boolean hasAliases;
  private int depth;

  private SyntaxTree() {}

  /**
   * Reads the first document and nothing behind it.
   *
   * @throws InvalidYamlException when it is not well-formed
   */
  static SyntaxTree read(SourceText source) throws InvalidYamlException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    SyntaxTree tree = new SyntaxTree();
    try {
      LenientReader reader = new LenientReader(source.text());
      ParserImpl parser = new ParserImpl(reader, options);
      while (true) {
        Event event = parser.getEvent();
        if (event instanceof DocumentEndEvent || event instanceof StreamEndEvent) {
          source.checkReadable(reader.getIndex());
          return tree;
        }
        tree.add(event);
      }
    } catch (MarkedYAMLException e) {
      source.checkReadable(e.getProblemMark().getIndex());
      throw new InvalidYamlException(e.getProblem(), at(e.getProblemMark()));
    }
  }

  /** Returns the document's node, or null when there is no document. */
  SyntaxNode root() {
    return root;
  }

  boolean hasAliases() {
    return hasAliases;
  }

  /** Returns how deep collections are nested. */
  int depth() {
    return depth;
  }

  private void add(Event event) throws InvalidYamlException {
    if (event instanceof ScalarEvent scalar) {
      String text = scalar.isPlain() ? References.mark(scalar.getValue()) : scalar.getValue();
      boolean implicit =
          (scalar.getTag() == null && scalar.isPlain()) || "!".equals(scalar.getTag());
      append(new ScalarSyntax(text, scalar.getTag(), implicit, span(event)), scalar);
    } else if (event instanceof AliasEvent alias) {
      SyntaxNode target = anchors.get(alias.getAnchor());
      if (target == null) {
        throw new InvalidYamlException(
            "unknown anchor '" + alias.getAnchor() + "' referenced", span(event));
      }
      hasAliases = true;
      place(new AliasSyntax(alias.getAnchor(), target, span(event)));
    } else if (event instanceof SequenceStartEvent || event instanceof MappingStartEvent) {
      CollectionSyntax collection =
          new CollectionSyntax(event instanceof MappingStartEvent, span(event));
      append(collection, (NodeEvent) event);
      open.push(collection);
      depth = Math.max(depth, open.size());
      if (depth > MAX_DEPTH) {
        throw new InvalidYamlException("exceeded max depth of " + MAX_DEPTH, span(event));
      }
    } else if (event instanceof CollectionEndEvent) {
      open.pop().close(at(event.getEndMark()));
    }
  }

  private void append(SyntaxNode node, NodeEvent event) throws InvalidYamlException {
    String anchor = event.getAnchor();
    if (anchor != null) {
      anchors.put(anchor, node);
    }
    place(node);
  }

  private void place(SyntaxNode node) {
    if (open.isEmpty()) {
      root = node;
    } else {
      open.peek().children().add(node);
    }
  }

  private static Span span(Event event) {
    Mark start = event.getStartMark();
    Mark end = event.getEndMark();
    return new Span(
        start.getLine() + 1, start.getColumn() + 1, end.getLine() + 1, end.getColumn() + 1);
  }

  private static Span at(Mark mark) {
    int line = mark.getLine() + 1;
    int column = mark.getColumn() + 1;
    return new Span(line, column, line, column);
  }
}
