package io.cortexlocal.config.yaml;

import io.cortexlocal.config.yaml.SyntaxNode.AliasSyntax;
import io.cortexlocal.config.yaml.SyntaxNode.CollectionSyntax;
import io.cortexlocal.config.yaml.SyntaxNode.ScalarSyntax;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Types scalars, merges maps and follows aliases as go-yaml 2.4 does: a merge key counts at its
 * position, so it overwrites what stands before it, and of duplicate keys the last one wins.
 */
final class Decoder {

  private final IdentityHashMap<SyntaxNode, YamlNode> aliased = new IdentityHashMap<>();
  private final boolean release;
  private final List<Scalar> duplicateKeys = new ArrayList<>();

  /**
   * Creates a decoder.
   *
   * @param release whether to let go of the tree as it is decoded, which saves memory
   */
  Decoder(boolean release) {
    this.release = release;
  }

  /** Returns the keys that are written again in one map. */
  List<Scalar> duplicateKeys() {
    return duplicateKeys;
  }

  /**
   * Returns the value of a tree.
   *
   * @throws InvalidYamlException when a scalar does not fit its tag, a merge key has no map, or a
   *     key is a collection
   */
  YamlNode decode(SyntaxNode node) throws InvalidYamlException {
    if (node instanceof ScalarSyntax scalar) {
      return scalar(scalar);
    }
    if (node instanceof AliasSyntax alias) {
      YamlNode known = aliased.get(alias.target());
      if (known == null) {
        known = decode(alias.target());
        aliased.put(alias.target(), known);
      }
      return known;
    }
    CollectionSyntax collection = (CollectionSyntax) node;
    if (collection.isMapping()) {
      Map<Object, Entry> entries = new LinkedHashMap<>();
      addEntries(collection, entries);
      return new Mapping(entries, collection.span());
    }
    List<YamlNode> items = new ArrayList<>(collection.children().size());
    for (int i = 0; i < collection.children().size(); i++) {
      items.add(decode(collection.children().get(i)));
      if (release) {
        collection.children().set(i, null);
      }
    }
    return new Sequence(items, collection.span());
  }

  private static Scalar scalar(ScalarSyntax scalar) throws InvalidYamlException {
    try {
      return new Scalar(
          ScalarResolver.resolve(scalar.tag(), scalar.implicit(), scalar.text()), scalar.span());
    } catch (IllegalArgumentException e) {
      throw new InvalidYamlException(e.getMessage(), scalar.span());
    }
  }

  private void addEntries(CollectionSyntax mapping, Map<Object, Entry> entries)
      throws InvalidYamlException {
    List<SyntaxNode> children = mapping.children();
    Set<Object> written = entries.isEmpty() ? entries.keySet() : new HashSet<>();
    for (int i = 0; i < children.size(); i += 2) {
      SyntaxNode key = children.get(i);
      SyntaxNode value = children.get(i + 1);
      if (key instanceof ScalarSyntax scalar && scalar.isMerge()) {
        written = new HashSet<>(written);
        merge(value, entries);
      } else if (decode(key) instanceof Scalar scalar) {
        if (written.contains(scalar.value())) {
          duplicateKeys.add(scalar);
        }
        YamlNode decoded = decode(value);
        entries.put(scalar.value(), new Entry(scalar, decoded));
        if (written != entries.keySet()) {
          written.add(scalar.value());
        }
      } else {
        throw new InvalidYamlException("invalid map key", key.span());
      }
    }
  }

  private void merge(SyntaxNode value, Map<Object, Entry> entries) throws InvalidYamlException {
    if (value instanceof CollectionSyntax collection && !collection.isMapping()) {
      List<SyntaxNode> maps = collection.children();
      for (int i = maps.size() - 1; i >= 0; i--) {
        addEntries(mapping(maps.get(i)), entries);
      }
    } else {
      addEntries(mapping(value), entries);
    }
  }

  private static CollectionSyntax mapping(SyntaxNode node) throws InvalidYamlException {
    SyntaxNode target = node instanceof AliasSyntax alias ? alias.target() : node;
    if (target instanceof CollectionSyntax collection && collection.isMapping()) {
      return collection;
    }
    throw new InvalidYamlException(
        "map merge requires map or sequence of maps as the value", node.span());
  }
}
