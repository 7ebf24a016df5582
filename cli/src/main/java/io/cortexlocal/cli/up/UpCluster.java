package io.cortexlocal.cli.up;

import io.cortexlocal.CortexLocal;
import io.cortexlocal.cli.control.ControlServer;
import io.cortexlocal.cli.control.ImageFiles;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.cli.running.RunningUp;
import io.cortexlocal.cli.running.UpAddress;
import io.cortexlocal.cli.running.UpClaim;
import io.cortexlocal.cli.running.UpFolder;
import io.cortexlocal.image.LocalImages;
import io.cortexlocal.lifecycle.Closer;
import io.cortexlocal.observe.Rollouts;
import io.cortexlocal.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cluster of this process that answers the commands of a folder, and Cortex's own programs.
 *
 * @param operator where Cortex's programs are answered
 * @param client of it
 * @param gateway where its APIs answer
 */
record UpCluster(
    CortexLocal local,
    URI operator,
    OperatorClient client,
    ApiProgress progress,
    URI gateway,
    String version) {

  /**
   * Starts it; what there is of it is closed by the closer, also after a failure half-way.
   *
   * @param images asked at each deployment
   * @param port of the operator; 0 for any that is free
   * @param startup that whoever ends the cluster waits for
   * @throws io.cortexlocal.cluster.ClusterException when it cannot start
   */
  static UpCluster start(
      Settings settings, Closer closer, Supplier<LocalImages> images, int port, Startup startup) {
    CortexLocal local = startup.run(() -> closer.register(CortexLocal.start(settings)));
    URI operator = local.serveOperator(images, port);
    Rollouts rollouts = local.rollouts();
    String version = settings.get(CortexLocal.CORTEX_VERSION);
    return new UpCluster(
        local,
        operator,
        new OperatorClient(operator, version),
        new ClusterProgress(rollouts, startup::isEnding),
        local.cluster().gateway(),
        version);
  }

  /**
   * Says where it is to be found, and answers whoever asks then.
   *
   * @param images that files of other folders are deployed with
   * @param log what this process says, where it goes on in the background
   */
  void publish(
      UpClaim claim, UpFolder folder, ImageFiles images, Optional<Path> log, Closer closer) {
    ControlServer control =
        closer.register(
            ControlServer.start(
                local.cluster().kubernetes(), new ProgressExplanations(progress, client), images));
    claim.publish(
        new RunningUp(
            folder.folder(),
            claim.process(),
            local.cluster().backend(),
            operator,
            gateway,
            local.cluster().kubeconfig(),
            version,
            log,
            new UpAddress(control.address(), control.token())));
  }
}
