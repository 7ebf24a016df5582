package io.cortexlocal.cli.doctor;

import io.cortexlocal.settings.Setting;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The settings that concern a command, below its help. */
public final class SettingsHelp {

  private static final String HEADING =
      "%nSettings, with their defaults (-D%s in JAVA_TOOL_OPTIONS, or the environment variable"
          + " %s):%n";

  private SettingsHelp() {}

  /**
   * Adds them.
   *
   * @param settings that the command reads; asked only when the help is printed
   */
  public static void add(CommandSpec command, Supplier<List<Setting<?>>> settings) {
    command
        .usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> text(settings.get()));
  }

  private static String text(List<Setting<?>> settings) {
    return HEADING.formatted("cortex.local.timeout=5m", "CORTEX_LOCAL_TIMEOUT")
        + settings.stream().map(Setting::help).collect(Collectors.joining());
  }
}
