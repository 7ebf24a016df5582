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
    private final boolean flow;
    private final CollectionSyntax parent;
    private final List<SyntaxNode> children = new ArrayList<>();
    private final Span start;
    private Span end;
    private int height = 1;

    CollectionSyntax(boolean mapping, boolean flow, CollectionSyntax parent, Span start) {
      this.mapping = mapping;
      this.flow = flow;
      this.parent = parent;
      this.start = start;
      this.end = start;
    }

    boolean isMapping() {
      return mapping;
    }

    List<SyntaxNode> children() {
      return children;
    }

    boolean isFlow() {
      return flow;
    }

    /** Puts a scalar in the place of a pair without braces that is only this scalar. */
    void collapseTo(ScalarSyntax scalar) {
      boolean braces =
          start.line() != scalar.span().line() || start.column() != scalar.span().column();
      if (mapping && !braces && children.size() == 1 && parent != null) {
        parent.children.set(parent.children.size() - 1, scalar);
      }
    }

    void close(Span closing) {
      end = closing;
      for (SyntaxNode child : children) {
        SyntaxNode node = child instanceof AliasSyntax alias ? alias.target() : child;
        if (node instanceof CollectionSyntax collection) {
          height = Math.max(height, collection.height + 1);
        }
      }
    }

    /** Returns how many collections are nested here, aliases expanded; 1 without any below. */
    int height() {
      return height;
    }

    @Override
    public Span span() {
      return new Span(start.line(), start.column(), end.line(), end.column());
    }
  }
}
