package io.cortexlocal.cluster.k3s;

import com.github.dockerjava.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers of runs that were killed. */
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private Leftovers() {}

  /**
   * Removes the containers whose owner has ended.
   *
   * @return the ids of the removed containers
   */
  static List<String> remove(DockerEngine engine) {
    List<String> removed = new ArrayList<>();
    for (Container container : engine.containersWithLabel(Owner.LABEL)) {
      String label = container.getLabels().get(Owner.LABEL);
      if (Owner.parse(label).filter(Owner::isGone).isPresent()) {
        LOG.info("removing container {} of a run that was killed", container.getId());
        engine.remove(container.getId());
        removed.add(container.getId());
      }
    }
    return removed;
  }
}
