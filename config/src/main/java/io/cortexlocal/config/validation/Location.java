package io.cortexlocal.config.validation;

import io.cortexlocal.config.yaml.Span;

/**
 * A place in the configuration, in the words of messages ({@code pod: containers: index 0}), as a
 * key path ({@code [0].pod.containers[0]}) and in the file.
 */
final class Location {

  private static final int NO_INDEX = -1;

  private final Location parent;
  private final String label;
  private final String segment;
  private final int index;
  private final Span span;

  private Location(Location parent, String label, String segment, int index, Span span) {
    this.parent = parent;
    this.label = label;
    this.segment = segment;
    this.index = index;
    this.span = span;
  }

  static Location root(String label, String segment, Span span) {
    return new Location(null, label, segment, NO_INDEX, span);
  }

  Location key(String name, Span at) {
    return new Location(this, name, null, NO_INDEX, at);
  }

  /** Returns the place of a key that messages do not name again. */
  Location unknownKey(String name, Span at) {
    return new Location(this, "", "." + name, NO_INDEX, at);
  }

  Location index(int index, Span at) {
    return new Location(this, null, null, index, at);
  }

  Location at(Span other) {
    return new Location(parent, label, segment, index, other);
  }

  /** Returns the place of something below, in the words of this place. */
  Location labelled(Location below) {
    return withPathOf(below).at(below.span());
  }

  /** Returns this place with another key path. */
  Location withPathOf(Location other) {
    return new Location(null, prefixWithoutColon(), other.path(), NO_INDEX, span);
  }

  private String prefixWithoutColon() {
    String prefix = prefix();
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 2);
  }

  /** Returns the key path within the API, such as {@code pod.containers[]}; empty for the API. */
  String keyPath() {
    return path().replaceFirst("^\\[[0-9]+\\]\\.?", "").replaceAll("\\[[0-9]+\\]", "[]");
  }

  /** Returns the key's name, or which element it is. */
  String name() {
    return index == NO_INDEX ? label : "index " + index;
  }

  Span span() {
    return span;
  }

  String prefix() {
    StringBuilder text = new StringBuilder();
    appendPrefix(text);
    return text.toString();
  }

  private void appendPrefix(StringBuilder text) {
    if (parent != null) {
      parent.appendPrefix(text);
    }
    if (!name().isEmpty()) {
      text.append(name()).append(": ");
    }
  }

  String path() {
    StringBuilder text = new StringBuilder();
    appendPath(text);
    return text.toString();
  }

  private void appendPath(StringBuilder text) {
    if (parent != null) {
      parent.appendPath(text);
    }
    if (index != NO_INDEX) {
      text.append('[').append(index).append(']');
    } else if (segment == null) {
      text.append('.').append(label);
    } else {
      text.append(segment);
    }
  }
}
