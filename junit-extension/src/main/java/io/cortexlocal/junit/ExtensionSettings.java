package io.cortexlocal.junit;

import io.cortexlocal.settings.DeclaredSettings;
import io.cortexlocal.settings.Setting;
import java.util.List;
import org.apiguardian.api.API;

/** The settings that only tests have. */
@API(status = API.Status.INTERNAL)
public final class ExtensionSettings implements DeclaredSettings {

  @Override
  public List<Setting<?>> settings() {
    return List.of(ApiLeases.SETTING);
  }
}
