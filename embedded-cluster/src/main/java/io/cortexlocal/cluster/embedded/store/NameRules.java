package io.cortexlocal.cluster.embedded.store;

import java.util.Map;
import java.util.regex.Pattern;

/** The grammar of names and labels, with the messages of Kubernetes 1.34. */
final class NameRules {

  private static final int LABEL_LENGTH = 63;
  private static final int SUBDOMAIN_LENGTH = 253;
  private static final int PORT_NAME_LENGTH = 15;
  private static final String LABEL_FORMAT = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN_FORMAT = LABEL_FORMAT + "(\\." + LABEL_FORMAT + ")*";
  private static final String DNS_1035_FORMAT = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED_FORMAT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String VALUE_FORMAT = "(" + QUALIFIED_FORMAT + ")?";
  private static final Pattern LABEL = Pattern.compile(LABEL_FORMAT);
  private static final Pattern SUBDOMAIN = Pattern.compile(SUBDOMAIN_FORMAT);
  private static final Pattern DNS_1035 = Pattern.compile(DNS_1035_FORMAT);
  private static final Pattern QUALIFIED = Pattern.compile(QUALIFIED_FORMAT);
  private static final Pattern VALUE = Pattern.compile(VALUE_FORMAT);
  private static final Pattern PORT_NAME = Pattern.compile("[-a-z0-9]+");

  private NameRules() {}

  static void subdomain(String path, String name, FieldErrors errors) {
    length(path, name, SUBDOMAIN_LENGTH, errors);
    if (!SUBDOMAIN.matcher(name).matches()) {
      errors.invalid(
          path,
          name,
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
              + " or '.', and must start and end with an alphanumeric character (e.g."
              + " 'example.com', regex used for validation is '"
              + SUBDOMAIN_FORMAT
              + "')");
    }
  }

  static void label(String path, String name, FieldErrors errors) {
    length(path, name, LABEL_LENGTH, errors);
    if (!LABEL.matcher(name).matches()) {
      errors.invalid(
          path,
          name,
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
              + " and must start and end with an alphanumeric character (e.g. 'my-name',  or"
              + " '123-abc', regex used for validation is '"
              + LABEL_FORMAT
              + "')");
    }
  }

  static void dns1035Label(String path, String name, FieldErrors errors) {
    length(path, name, LABEL_LENGTH, errors);
    if (!DNS_1035.matcher(name).matches()) {
      errors.invalid(
          path,
          name,
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
              + " an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',"
              + "  or 'abc-123', regex used for validation is '"
              + DNS_1035_FORMAT
              + "')");
    }
  }

  static void portName(String path, String name, FieldErrors errors) {
    length(path, name, PORT_NAME_LENGTH, errors);
    if (!PORT_NAME.matcher(name).matches()) {
      errors.invalid(
          path, name, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (name.chars().noneMatch(letter -> letter >= 'a' && letter <= 'z')) {
      errors.invalid(path, name, "must contain at least one letter (a-z)");
    }
  }

  static void labels(String path, Map<String, String> labels, FieldErrors errors) {
    if (labels == null) {
      return;
    }
    labels.forEach(
        (name, value) -> {
          qualifiedName(path, name, errors);
          length(path, value, LABEL_LENGTH, errors);
          if (!VALUE.matcher(value).matches()) {
            errors.invalid(
                path,
                value,
                "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                    + " '_' or '.', and must start and end with an alphanumeric character (e.g."
                    + " 'MyValue',  or 'my_value',  or '12345', regex used for validation is '"
                    + VALUE_FORMAT
                    + "')");
          }
        });
  }

  static void annotations(String path, Map<String, String> annotations, FieldErrors errors) {
    if (annotations != null) {
      annotations
          .keySet()
          .forEach(name -> qualifiedName(path, name.toLowerCase(java.util.Locale.ROOT), errors));
    }
  }

  private static void qualifiedName(String path, String name, FieldErrors errors) {
    int slash = name.indexOf('/');
    String part = name.substring(slash + 1);
    if (slash >= 0 && !SUBDOMAIN.matcher(name.substring(0, slash)).matches()) {
      errors.invalid(
          path,
          name,
          "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
              + " characters, '-' or '.', and must start and end with an alphanumeric character"
              + " (e.g. 'example.com', regex used for validation is '"
              + SUBDOMAIN_FORMAT
              + "')");
    }
    if (part.length() > LABEL_LENGTH) {
      errors.invalid(path, name, "name part must be no more than 63 characters");
    }
    if (!QUALIFIED.matcher(part).matches()) {
      errors.invalid(
          path,
          name,
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and"
              + " end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc',"
              + " regex used for validation is '"
              + QUALIFIED_FORMAT
              + "')");
    }
  }

  private static void length(String path, String text, int longest, FieldErrors errors) {
    if (text.length() > longest) {
      errors.invalid(path, text, "must be no more than %d characters".formatted(longest));
    }
  }
}
