package io.cortexlocal.config.yaml;

import java.util.ArrayList;
import java.util.List;

/** A node as it is written: not yet typed, merged or expanded. */
sealed interface SyntaxNode {

  Span span();

  /**
   * A scalar.
   *
   * @param tag with its handle resolved, or null
   * @param implicit whether it is plain, or has the tag {@code !}
   */
  record ScalarSyntax(String text, String tag, boolean implicit, Span span) implements SyntaxNode {

    boolean isMerge() {
      return text.equals("<<") && (implicit || ScalarResolver.MERGE.equals(tag));
    }
  }

  record AliasSyntax(String anchor, SyntaxNode target, Span span) implements SyntaxNode {}

  /** A list or, with keys and values taking turns, a map. */
  final class CollectionSyntax implements SyntaxNode {

    private final boolean mapping;
    private final List<SyntaxNode> children = new ArrayList<>();
    private final Span start;
    private Span end;

    CollectionSyntax(boolean mapping, Span start) {
      this.mapping = mapping;
      this.start = start;
      this.end = start;
    }

    boolean isMapping() {
      return mapping;
    }

    List<SyntaxNode> children() {
      return children;
    }

    void close(Span closing) {
      end = closing;
    }

    @Override
    public Span span() {
      return new Span(start.line(), start.column(), end.line(), end.column());
    }
  }
}
