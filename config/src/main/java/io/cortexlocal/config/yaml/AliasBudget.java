package io.cortexlocal.config.yaml;

import io.cortexlocal.config.yaml.SyntaxNode.AliasSyntax;
import io.cortexlocal.config.yaml.SyntaxNode.CollectionSyntax;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Refuses documents that grow too much when their aliases are expanded, by go-yaml 2.4's count: at
 * most 99 % of the nodes of a small document may come from aliases, falling to 10 % at 4,000,000.
 */
final class AliasBudget {

  private static final double LOW = 400_000;
  private static final double HIGH = 4_000_000;

  private final Set<AliasSyntax> active = Collections.newSetFromMap(new IdentityHashMap<>());
  private long decoded;
  private long decodedInAliases;

  private AliasBudget() {}

  /**
   * Expands a document in thought.
   *
   * @throws InvalidYamlException when it is too much, or an anchor contains itself
   */
  static void check(SyntaxNode root) throws InvalidYamlException {
    AliasBudget budget = new AliasBudget();
    budget.decoded = 1;
    budget.visit(root);
  }

  private void visit(SyntaxNode node) throws InvalidYamlException {
    decoded++;
    if (!active.isEmpty()) {
      decodedInAliases++;
    }
    if (decodedInAliases > 100
        && decoded > 1000
        && (double) decodedInAliases / decoded > allowedRatio()) {
      throw new InvalidYamlException("document contains excessive aliasing", node.span());
    }
    if (node instanceof AliasSyntax alias) {
      if (!active.add(alias)) {
        throw new InvalidYamlException(
            "anchor '" + alias.anchor() + "' value contains itself", node.span());
      }
      visit(alias.target());
      active.remove(alias);
    } else if (node instanceof CollectionSyntax collection) {
      for (int i = 0; i < collection.children().size(); i++) {
        SyntaxNode child = collection.children().get(i);
        boolean mergeKey =
            collection.isMapping()
                && i % 2 == 0
                && child instanceof SyntaxNode.ScalarSyntax scalar
                && scalar.isMerge();
        if (!mergeKey) {
          visit(child);
        }
      }
    }
  }

  private double allowedRatio() {
    if (decoded <= LOW) {
      return 0.99;
    }
    if (decoded >= HIGH) {
      return 0.10;
    }
    return 0.99 - 0.89 * ((decoded - LOW) / (HIGH - LOW));
  }
}
