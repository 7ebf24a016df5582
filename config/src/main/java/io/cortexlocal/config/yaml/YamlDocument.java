package io.cortexlocal.config.yaml;

import java.util.List;
import java.util.Optional;

/** The first document of a YAML file; what stands behind it is not looked at, as in Cortex. */
public final class YamlDocument {

  private final SyntaxTree tree;
  private List<YamlNode.Scalar> duplicateKeys = List.of();

  private YamlDocument(SyntaxTree tree) {
    this.tree = tree;
  }

  /**
   * Parses the first document.
   *
   * @throws InvalidYamlException when go-yaml 2 would refuse its syntax
   */
  public static YamlDocument read(byte[] content) throws InvalidYamlException {
    return new YamlDocument(SyntaxTree.read(SourceText.decode(content)));
  }

  /** Returns how deep its collections are nested after aliases are expanded. */
  public int depth() {
    return tree.depth();
  }

  /** Returns where text stands behind the document, which nothing reads. */
  public Optional<Span> ignored() {
    return tree.ignored();
  }

  /** Returns the keys that {@link #value} found written again in one map. */
  public List<YamlNode.Scalar> duplicateKeys() {
    return duplicateKeys;
  }

  /**
   * Types, merges and expands, once; recursive, so a deep document needs a large stack.
   *
   * @return the value; a null scalar for an empty document
   * @throws InvalidYamlException when go-yaml 2 would refuse a tag, a merge key or an alias
   */
  public YamlNode value() throws InvalidYamlException {
    if (tree.root() == null) {
      return new YamlNode.Scalar(null, Span.START);
    }
    if (tree.hasAliases()) {
      AliasBudget.check(tree.root());
    }
    Decoder decoder = new Decoder(!tree.hasAliases());
    YamlNode value = decoder.decode(tree.root());
    duplicateKeys = List.copyOf(decoder.duplicateKeys());
    return value;
  }
}
