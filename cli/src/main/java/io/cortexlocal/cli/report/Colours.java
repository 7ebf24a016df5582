package io.cortexlocal.cli.report;

/** Text colours of terminals; plain text where they are off. */
record Colours(boolean on) {

  String bold(String text) {
    return styled("1", text);
  }

  String dim(String text) {
    return styled("2", text);
  }

  String red(String text) {
    return styled("1;31", text);
  }

  String green(String text) {
    return styled("32", text);
  }

  String yellow(String text) {
    return styled("1;33", text);
  }

  private String styled(String code, String text) {
    return on ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
