package io.cortexlocal.model;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.apiguardian.api.API;

/** Which requests of a gateway go where. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Group("networking.istio.io")
@Version("v1beta1")
@Kind("VirtualService")
@Plural("virtualservices")
public final class IstioVirtualService extends IstioResource {

  private static final long serialVersionUID = 1L;

  /** Makes one without a name. */
  public IstioVirtualService() {
    super("networking.istio.io/v1beta1", "VirtualService");
  }

  @Override
  IstioResource blank() {
    return new IstioVirtualService();
  }
}
