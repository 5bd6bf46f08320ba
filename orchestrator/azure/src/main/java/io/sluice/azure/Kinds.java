package io.sluice.azure;

import io.sluice.engine.resource.Kind;
import java.util.List;

/** The kinds that a stack in Azure can hold, bound to one workspace. */
final class Kinds {
  final ResourceGroup.Type group;
  final VirtualNetwork.Type network;
  final NetworkSecurityGroup.Type securityGroup;
  final PublicIp.Type publicIp;
  final LoadBalancer.Type loadBalancer;
  final FrontendChain.Type frontendChain;
  final NicChain.Type nicChain;
  final StorageAccount.Type account;
  final BlobContainer.Type container;
  final MailboxObject.Type object;
  final UserAssignedIdentity.Type identity;
  final RoleAssignment.Type role;
  final VirtualMachineScaleSet.Type scaleSet;
  final AutoscaleSetting.Type autoscale;

  Kinds(Workspace at) {
    group = new ResourceGroup.Type(at);
    network = new VirtualNetwork.Type(at);
    securityGroup = new NetworkSecurityGroup.Type(at);
    publicIp = new PublicIp.Type(at);
    loadBalancer = new LoadBalancer.Type(at);
    frontendChain = new FrontendChain.Type(at);
    nicChain = new NicChain.Type(at);
    account = new StorageAccount.Type(at);
    container = new BlobContainer.Type(at);
    object = new MailboxObject.Type(at);
    identity = new UserAssignedIdentity.Type(at);
    role = new RoleAssignment.Type(at);
    scaleSet = new VirtualMachineScaleSet.Type(at);
    autoscale = new AutoscaleSetting.Type(at);
  }

  /** In the order in which a stack is built. */
  List<Kind<?>> all() {
    return List.of(
        group,
        network,
        securityGroup,
        account,
        container,
        identity,
        role,
        object,
        publicIp,
        loadBalancer,
        scaleSet,
        autoscale,
        frontendChain,
        nicChain);
  }
}
