package io.sluice.sandbox.arm;

import io.sluice.sandbox.arm.ResourceType.Embedded;
import java.util.List;
import java.util.Optional;

/** All types that the sandbox knows. */
final class Types {
  private static final List<ResourceType> ALL =
      List.of(
          new VirtualNetworkType(),
          new NetworkSecurityGroupType(),
          new PublicIpAddressType(),
          new LoadBalancerType(),
          new NetworkInterfaceType(),
          new StorageAccountType(),
          new BlobContainerType(),
          new IdentityType(),
          new RoleAssignmentType(),
          new ScaleSetType(),
          new AutoscaleType());

  /**
   * Where a type's documents are.
   *
   * @param embedded the collection inside the owner's document; empty for a type of its own
   */
  record Place(ResourceType owner, Optional<Embedded> embedded) {}

  private Types() {}

  static List<ResourceType> all() {
    return ALL;
  }

  static Optional<Place> find(String type) {
    for (ResourceType candidate : ALL) {
      if (candidate.name().equalsIgnoreCase(type)) {
        return Optional.of(new Place(candidate, Optional.empty()));
      }
      for (Embedded embedded : candidate.embedded()) {
        if ((candidate.name() + "/" + embedded.name()).equalsIgnoreCase(type)) {
          return Optional.of(new Place(candidate, Optional.of(embedded)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The type of that name.
   *
   * @throws ArmException 404 InvalidResourceType
   */
  static Place require(String namespace, String type) {
    return find(namespace + "/" + type)
        .orElseThrow(
            () ->
                new ArmException(
                    404,
                    "InvalidResourceType",
                    "The resource type '"
                        + type
                        + "' could not be found in the namespace '"
                        + namespace
                        + "'."));
  }
}
