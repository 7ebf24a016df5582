package io.cortexlocal.cli.up;

import io.cortexlocal.observe.Rollout;
import java.util.List;

/** Shows how APIs come up. Used by one thread. */
interface RolloutView {

  /** Shows how far each API is; one that is not there yet is left out. */
  void show(List<Rollout> rollouts);

  /** Says that nothing more is shown of this deployment. */
  default void end() {}
}
