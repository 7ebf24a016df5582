package io.cortexlocal.config.yaml;

/** The first document of a YAML file. */
public final class YamlDocument {

  private YamlDocument() {}

  /**
   * Reads the first document; what stands behind it is not looked at, as in Cortex.
   *
   * @return its value; a null scalar for an empty document
   * @throws InvalidYamlException when go-yaml 2 would refuse it
   */
  public static YamlNode read(byte[] content) throws InvalidYamlException {
    SyntaxTree tree = SyntaxTree.read(SourceText.decode(content));
    if (tree.root() == null) {
      return new YamlNode.Scalar(null, Span.START);
    }
    if (tree.hasAliases()) {
      AliasBudget.check(tree.root());
    }
    return new Decoder().decode(tree.root());
  }
}
