package io.cortexlocal.junit;

import io.cortexlocal.settings.DeclaredSettings;
import io.cortexlocal.settings.Setting;
import java.util.List;

/** The settings that only tests have. */
public final class ExtensionSettings implements DeclaredSettings {

  @Override
  public List<Setting<?>> settings() {
    return List.of(ApiLeases.SETTING);
  }
}
