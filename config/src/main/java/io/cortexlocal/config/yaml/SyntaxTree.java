package io.cortexlocal.config.yaml;

import io.cortexlocal.config.yaml.SyntaxNode.AliasSyntax;
import io.cortexlocal.config.yaml.SyntaxNode.CollectionSyntax;
import io.cortexlocal.config.yaml.SyntaxNode.ScalarSyntax;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Builds the tree of a file's first document from SnakeYAML's events. */
final class SyntaxTree {

  /** The limit of go-yaml 2.4 for nested collections. */
  private static final int MAX_DEPTH = 10_000;

  private static final Pattern ANCHOR = Pattern.compile("[0-9A-Za-z_-]++");

  private static final Pattern SURROGATE_ESCAPE =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*+\\\\(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}");

  private static final int LONGEST_SHARED = 24;

  private final Deque<CollectionSyntax> open = new ArrayDeque<>();
  private final Map<String, SyntaxNode> anchors = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private SyntaxNode root;
  private Optional<Span> ignored = Optional.empty();
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
    boolean directives = Directives.check(source.text());
    StreamReader reader = LenientReader.of(source.text());
    try {
      ParserImpl parser = new ParserImpl(reader, options);
      while (true) {
        Event event = parser.getEvent();
        if (event instanceof DocumentEndEvent || event instanceof StreamEndEvent) {
          source.checkReadable(reader.getIndex());
          if (directives && event instanceof StreamEndEvent) {
            throw new InvalidYamlException(
                "did not find expected <document start>", at(event.getEndMark()));
          }
          if (event instanceof DocumentEndEvent) {
            tree.ignored = Remainder.find(source.text(), event.getEndMark());
          }
          return tree;
        }
        tree.add(event);
      }
    } catch (MarkedYAMLException e) {
      source.checkReadable(e.getProblemMark().getIndex());
      throw new InvalidYamlException(GoYamlWords.of(e), at(e.getProblemMark()));
    } catch (YAMLException e) {
      throw new InvalidYamlException(e.getMessage(), at(reader.getMark()));
    } catch (NumberFormatException e) {
      throw new InvalidYamlException(GoYamlWords.HEXADECIMAL, at(reader.getMark()));
    } catch (IllegalArgumentException e) {
      throw new InvalidYamlException(GoYamlWords.CODE_POINT, at(reader.getMark()));
    } catch (RuntimeException e) {
      throw new InvalidYamlException(
          "the parser cannot go on here (" + e + ")", at(reader.getMark()));
    }
  }

  /** Returns the document's node, or null when there is no document. */
  SyntaxNode root() {
    return root;
  }

  /** Returns where text stands behind the document. */
  Optional<Span> ignored() {
    return ignored;
  }

  boolean hasAliases() {
    return hasAliases;
  }

  /** Returns how deep collections are nested after aliases are expanded. */
  int depth() {
    return Math.max(depth, root instanceof CollectionSyntax collection ? collection.height() : 0);
  }

  private void add(Event event) throws InvalidYamlException {
    if (event instanceof ScalarEvent scalar) {
      add(scalar);
    } else if (event instanceof AliasEvent alias) {
      checkAnchor(alias.getAnchor(), event);
      SyntaxNode target = anchors.get(alias.getAnchor());
      if (target == null) {
        throw new InvalidYamlException(
            "unknown anchor '" + alias.getAnchor() + "' referenced", span(event));
      }
      hasAliases = true;
      place(new AliasSyntax(alias.getAnchor(), target, span(event)));
    } else if (event instanceof SequenceStartEvent || event instanceof MappingStartEvent) {
      CollectionSyntax collection =
          new CollectionSyntax(
              event instanceof MappingStartEvent,
              ((CollectionStartEvent) event).isFlow(),
              open.peek(),
              span(event));
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

  private void add(ScalarEvent scalar) throws InvalidYamlException {
    checkEscapes(scalar);
    String text = scalar.isPlain() ? References.mark(scalar.getValue()) : scalar.getValue();
    boolean implicit = (scalar.getTag() == null && scalar.isPlain()) || "!".equals(scalar.getTag());
    boolean colon = scalar.isPlain() && swallowsColon(scalar.getEndMark());
    ScalarSyntax node =
        new ScalarSyntax(
            shared(colon ? text + ":" : text), scalar.getTag(), implicit, span(scalar));
    append(node, scalar);
    if (colon) {
      open.peek().collapseTo(node);
    }
  }

  /** Checks that no half of a character is escaped, which go-yaml refuses even in pairs. */
  private static void checkEscapes(ScalarEvent scalar) throws InvalidYamlException {
    if (scalar.getScalarStyle() != DumperOptions.ScalarStyle.DOUBLE_QUOTED
        || scalar.getValue().chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return;
    }
    Mark start = scalar.getStartMark();
    Mark end = scalar.getEndMark();
    String written =
        new String(start.getBuffer(), start.getPointer(), end.getIndex() - start.getIndex());
    if (SURROGATE_ESCAPE.matcher(written).find()) {
      throw new InvalidYamlException(GoYamlWords.CODE_POINT, span(scalar));
    }
  }

  /** Returns an equal string; most keys and many values of a file repeat. */
  private String shared(String text) {
    if (text.length() > LONGEST_SHARED) {
      return text;
    }
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  /**
   * Returns whether a plain key goes on with a colon: go-yaml ends it there only before white
   * space, so in {@code [a:, b]} it reads the string {@code a:}.
   */
  private boolean swallowsColon(Mark end) throws InvalidYamlException {
    int[] text = end.getBuffer();
    int index = end.getPointer();
    if (open.isEmpty()
        || !open.peek().isFlow()
        || index + 1 >= text.length
        || text[index] != ':'
        || ",[]{}".indexOf(text[index + 1]) < 0) {
      return false;
    }
    if (text[index + 1] == '[' || text[index + 1] == '{') {
      throw new InvalidYamlException("did not find expected ',' or '}'", at(end));
    }
    return true;
  }

  private void append(SyntaxNode node, NodeEvent event) throws InvalidYamlException {
    String anchor = event.getAnchor();
    if (anchor != null) {
      checkAnchor(anchor, event);
      anchors.put(anchor, node);
    }
    place(node);
  }

  private static void checkAnchor(String anchor, Event event) throws InvalidYamlException {
    if (!ANCHOR.matcher(anchor).matches()) {
      throw new InvalidYamlException(
          "did not find expected alphabetic or numeric character", span(event));
    }
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
