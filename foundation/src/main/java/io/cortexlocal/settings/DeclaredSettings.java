package io.cortexlocal.settings;

import java.util.List;
import org.apiguardian.api.API;

/** Something that declares settings. Those outside of the harness are found with ServiceLoader. */
@API(status = API.Status.INTERNAL)
public interface DeclaredSettings {

  /** Returns every setting that it reads. */
  List<Setting<?>> settings();
}
