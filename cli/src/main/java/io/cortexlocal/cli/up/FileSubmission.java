package io.cortexlocal.cli.up;

import com.fasterxml.jackson.databind.JsonNode;
import io.cortexlocal.cli.running.OperatorClient;
import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.operator.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Has the operator take files, and tells what it says of each API. Used by one thread. */
final class FileSubmission {

  private static final String UP_TO_DATE = " is up to date";

  private final OperatorClient operator;
  private final Teller teller;
  private final Set<String> leftOut = new HashSet<>();

  FileSubmission(OperatorClient operator, Teller teller) {
    this.operator = operator;
    this.teller = teller;
  }

  /**
   * Has the operator take a file.
   *
   * @param force whether APIs are taken that are being updated
   * @param all whether APIs are told and followed that stay as they are
   * @throws io.cortexlocal.cli.running.OperatorRefusal when the file is refused as a whole
   * @throws io.cortexlocal.cli.running.NothingRunsException when the operator does not answer
   */
  Submitted submit(UpFile file, boolean force, boolean all) {
    List<ApiConfig> taken = new ArrayList<>();
    List<ApiConfig> refused = new ArrayList<>();
    // A result of an API that is refused has no name.
    Iterator<ApiConfig> order = file.config().apis().stream().sorted(Operator.ORDER).iterator();
    for (JsonNode result : operator.deploy(file.name(), file.content(), force)) {
      ApiConfig api = order.next();
      String error = result.path("error").asText();
      String message = result.path("message").asText();
      if (!Operator.deploys(api)) {
        tellLeftOut(api);
      } else if (!error.isEmpty()) {
        teller.wrong(file.path() + ": " + error);
        refused.add(api);
      } else if (all || !message.endsWith(UP_TO_DATE)) {
        teller.say(message);
        taken.add(api);
      }
    }
    return new Submitted(taken, refused);
  }

  private void tellLeftOut(ApiConfig api) {
    String named = "%s (%s)".formatted(api.name(), api.kind());
    if (leftOut.add(named)) {
      teller.say(
          "left out: %s: only RealtimeAPI and TrafficSplitter are deployed here".formatted(named));
    }
  }
}
