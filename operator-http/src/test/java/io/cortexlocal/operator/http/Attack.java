package io.cortexlocal.operator.http;

/**
 * What a client sends that does not speak as it should.
 *
 * @param kind for messages
 * @param sent each character a byte
 * @param delivery how it is sent
 */
record Attack(String kind, String sent, Delivery delivery) {

  /** How bytes come. */
  enum Delivery {
    /** At once; then the client says that nothing more comes. */
    AT_ONCE,
    /** One by one, at the end that nothing more comes. */
    BYTE_BY_BYTE,
    /** In two parts, and then the client is gone without a word. */
    ABANDONED
  }

  /** Returns the beginning of what was sent, printable. */
  String shown() {
    String beginning = sent.length() > 600 ? sent.substring(0, 600) + "…" : sent;
    return "%s, %s, %d bytes: %s"
        .formatted(
            kind, delivery, sent.length(), beginning.replaceAll("[^\\x20-\\x7e\\r\\n]", "?"));
  }
}
