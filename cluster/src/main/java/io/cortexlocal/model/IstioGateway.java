package io.cortexlocal.model;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.apiguardian.api.API;

/** The ports and hosts that an ingress gateway listens on. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Group("networking.istio.io")
@Version("v1beta1")
@Kind("Gateway")
@Plural("gateways")
public final class IstioGateway extends IstioResource {

  private static final long serialVersionUID = 1L;

  /** Makes one without a name. */
  public IstioGateway() {
    super("networking.istio.io/v1beta1", "Gateway");
  }

  @Override
  IstioResource blank() {
    return new IstioGateway();
  }
}
