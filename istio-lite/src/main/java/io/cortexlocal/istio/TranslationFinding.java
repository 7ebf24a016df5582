package io.cortexlocal.istio;

/**
 * Something in an object that istio-lite does not do or cannot accept. The object takes no part in
 * the translation.
 *
 * @param object such as {@code VirtualService default/api-text}
 * @param path of the field, such as {@code spec.http[0].fault}
 * @param message what is wrong with it
 */
public record TranslationFinding(String object, String path, String message) {

  /** One line for people: object, field, message. */
  @Override
  public String toString() {
    return object + ": " + path + ": " + message;
  }
}
