package io.cortexlocal.cli.up;

import io.cortexlocal.observe.Rollout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A line for each change of an API. */
final class RolloutLines implements RolloutView {

  private final Teller teller;
  private final Map<String, String> shown = new HashMap<>();

  RolloutLines(Teller teller) {
    this.teller = teller;
  }

  @Override
  public void show(List<Rollout> rollouts) {
    for (Rollout rollout : rollouts) {
      String text = RolloutText.of(rollout);
      if (!text.equals(shown.put(rollout.api(), text))) {
        teller.say(rollout.api() + "  " + text);
      }
    }
  }
}
