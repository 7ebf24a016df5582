package io.cortexlocal.config.schema;

import io.cortexlocal.config.ApiKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * One key.
 *
 * @param kinds the kinds of API that know it
 * @param presence whether it has to be there, and whether it may be null
 * @param defaultValue the value where the key is absent, or null
 * @param defaultText the default in the user's words; empty where there is none
 * @param requiredHint what follows "must be defined" when it is missing
 * @param documentation what the key does
 */
public record Field(
    String name,
    ValueType type,
    Set<ApiKind> kinds,
    Presence presence,
    Object defaultValue,
    String defaultText,
    String requiredHint,
    String documentation) {

  /** Whether a key has to be there, and whether it may be null. */
  public enum Presence {
    REQUIRED,
    OPTIONAL,
    /** Optional, and null is accepted as a value of its own. */
    NULLABLE,
    /** Required, and null is taken as an empty list. */
    REQUIRED_NULL_IS_EMPTY
  }

  static Field required(String name, ValueType type, String documentation) {
    return new Field(name, type, ALL, Presence.REQUIRED, null, "", "", documentation);
  }

  static Field requiredList(String name, ValueType type, String documentation) {
    return new Field(name, type, ALL, Presence.REQUIRED_NULL_IS_EMPTY, null, "", "", documentation);
  }

  static Field optional(
      String name, ValueType type, Object defaultValue, String defaultText, String documentation) {
    return new Field(
        name, type, ALL, Presence.OPTIONAL, defaultValue, defaultText, "", documentation);
  }

  static Field nullable(String name, ValueType type, String documentation) {
    return new Field(name, type, ALL, Presence.NULLABLE, null, "", "", documentation);
  }

  private static final Set<ApiKind> ALL = Set.of(ApiKind.values());

  Field on(ApiKind first, ApiKind... others) {
    return new Field(
        name,
        type,
        EnumSet.of(first, others),
        presence,
        defaultValue,
        defaultText,
        requiredHint,
        documentation);
  }

  Field hinting(String hint) {
    return new Field(name, type, kinds, presence, defaultValue, defaultText, hint, documentation);
  }

  Field defaultingTo(Object value, String text) {
    return new Field(name, type, kinds, presence, value, text, requiredHint, documentation);
  }
}
