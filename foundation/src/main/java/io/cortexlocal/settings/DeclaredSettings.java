package io.cortexlocal.settings;

import java.util.List;

/** Something that declares settings. Those outside of the harness are found with ServiceLoader. */
public interface DeclaredSettings {

  /** Returns every setting that it reads. */
  List<Setting<?>> settings();
}
