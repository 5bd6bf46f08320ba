package io.sluice.azure;

import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetInner;
import com.azure.resourcemanager.compute.models.ApiEntityReference;
import com.azure.resourcemanager.compute.models.AutomaticRepairsPolicy;
import com.azure.resourcemanager.compute.models.CachingTypes;
import com.azure.resourcemanager.compute.models.DiskCreateOptionTypes;
import com.azure.resourcemanager.compute.models.ImageReference;
import com.azure.resourcemanager.compute.models.LinuxConfiguration;
import com.azure.resourcemanager.compute.models.OrchestrationMode;
import com.azure.resourcemanager.compute.models.RepairAction;
import com.azure.resourcemanager.compute.models.ResourceIdentityType;
import com.azure.resourcemanager.compute.models.RollingUpgradePolicy;
import com.azure.resourcemanager.compute.models.ScheduledEventsProfile;
import com.azure.resourcemanager.compute.models.Sku;
import com.azure.resourcemanager.compute.models.SshConfiguration;
import com.azure.resourcemanager.compute.models.SshPublicKey;
import com.azure.resourcemanager.compute.models.StorageAccountTypes;
import com.azure.resourcemanager.compute.models.TerminateNotificationProfile;
import com.azure.resourcemanager.compute.models.UpgradeMode;
import com.azure.resourcemanager.compute.models.UpgradePolicy;
import com.azure.resourcemanager.compute.models.VirtualMachineIdentityUserAssignedIdentities;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetIdentity;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetIpConfiguration;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetManagedDiskParameters;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetNetworkConfiguration;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetNetworkProfile;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetOSDisk;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetOSProfile;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetStorageProfile;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetVMProfile;
import io.sluice.engine.resource.Ref;
import io.sluice.engine.resource.Refs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Azure's document of a scale set, read into our record and written from it. */
final class ScaleSetDocument {
  private static final String USER = "sluice";
  private static final String PART = "appliances";

  private ScaleSetDocument() {}

  /**
   * @param ours whether an identity is ours: a policy of the subscription may give machines others
   */
  static VirtualMachineScaleSet read(
      VirtualMachineScaleSetInner document, int capacity, Predicate<String> ours) {
    Optional<VirtualMachineScaleSetVMProfile> profile =
        Optional.ofNullable(document.virtualMachineProfile());
    Optional<VirtualMachineScaleSetNetworkProfile> network =
        profile.map(VirtualMachineScaleSetVMProfile::networkProfile);
    Optional<VirtualMachineScaleSetNetworkConfiguration> nic =
        network.stream()
            .flatMap(one -> Ids.list(one.networkInterfaceConfigurations()).stream())
            .findFirst();
    Optional<VirtualMachineScaleSetIpConfiguration> ip =
        nic.stream().flatMap(one -> Ids.list(one.ipConfigurations()).stream()).findFirst();
    return new VirtualMachineScaleSet(
        Ids.location(document.location()),
        document.sku() == null ? "" : String.valueOf(document.sku().name()),
        capacity,
        profile
            .map(VirtualMachineScaleSetVMProfile::storageProfile)
            .map(VirtualMachineScaleSetStorageProfile::imageReference)
            .map(ScaleSetDocument::image)
            .orElse(""),
        existing(
            Optional.ofNullable(document.identity())
                .map(VirtualMachineScaleSetIdentity::userAssignedIdentities)
                .flatMap(
                    all ->
                        all.keySet().stream()
                            .max(Comparator.comparing(ours::test, Boolean::compare)))),
        existing(ip.map(VirtualMachineScaleSetIpConfiguration::subnet).map(one -> one.id())),
        existing(
            nic.map(VirtualMachineScaleSetNetworkConfiguration::networkSecurityGroup)
                .map(one -> one.id())),
        existing(
            ip.stream()
                .flatMap(one -> Ids.list(one.loadBalancerBackendAddressPools()).stream())
                .flatMap(one -> Stream.ofNullable(one.id()))
                .findFirst()),
        existing(
            network.map(VirtualMachineScaleSetNetworkProfile::healthProbe).map(one -> one.id())),
        "");
  }

  private static Ref existing(Optional<String> id) {
    return Ref.existing(id.orElse(""));
  }

  private static String image(ImageReference image) {
    return String.join(
        ":",
        Objects.toString(image.publisher(), ""),
        Objects.toString(image.offer(), ""),
        Objects.toString(image.sku(), ""),
        Objects.toString(image.version(), ""));
  }

  /** What is said once, when a scale set is made: Azure takes no other user or key later. */
  static VirtualMachineScaleSetInner fresh(String name) {
    String path = "/home/" + USER + "/.ssh/authorized_keys";
    return new VirtualMachineScaleSetInner()
        .withOrchestrationMode(OrchestrationMode.UNIFORM)
        .withOverprovision(false)
        .withSinglePlacementGroup(false)
        .withVirtualMachineProfile(
            new VirtualMachineScaleSetVMProfile()
                .withOsProfile(
                    new VirtualMachineScaleSetOSProfile()
                        .withComputerNamePrefix(name.substring(0, Math.min(name.length(), 50)))
                        .withAdminUsername(USER)
                        .withLinuxConfiguration(
                            new LinuxConfiguration()
                                .withDisablePasswordAuthentication(true)
                                .withSsh(
                                    new SshConfiguration()
                                        .withPublicKeys(
                                            List.of(
                                                new SshPublicKey()
                                                    .withPath(path)
                                                    .withKeyData(ThrowAwayKey.publicKey())))))));
  }

  static void write(
      VirtualMachineScaleSetInner document,
      VirtualMachineScaleSet wanted,
      Refs refs,
      int capacity,
      String userData) {
    document
        .withLocation(wanted.location())
        .withSku(
            new Sku().withName(wanted.size()).withTier("Standard").withCapacity((long) capacity))
        .withIdentity(identity(document.identity(), refs.id(wanted.identity())))
        .withUpgradePolicy(
            new UpgradePolicy()
                .withMode(UpgradeMode.ROLLING)
                .withRollingUpgradePolicy(
                    new RollingUpgradePolicy()
                        .withMaxBatchInstancePercent(34)
                        .withMaxUnhealthyInstancePercent(50)
                        .withMaxUnhealthyUpgradedInstancePercent(50)
                        .withPauseTimeBetweenBatches("PT0S")
                        .withPrioritizeUnhealthyInstances(true)
                        .withMaxSurge(true)))
        .withAutomaticRepairsPolicy(
            new AutomaticRepairsPolicy()
                .withEnabled(true)
                .withGracePeriod("PT10M")
                .withRepairAction(RepairAction.REPLACE));
    document
        .virtualMachineProfile()
        .withStorageProfile(storage(wanted.image()))
        .withNetworkProfile(network(wanted, refs))
        .withScheduledEventsProfile(
            new ScheduledEventsProfile()
                .withTerminateNotificationProfile(
                    new TerminateNotificationProfile()
                        .withEnable(true)
                        .withNotBeforeTimeout("PT5M")))
        .withUserData(
            Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8)));
  }

  /** Ours, beside those that others have given. */
  private static VirtualMachineScaleSetIdentity identity(
      @Nullable VirtualMachineScaleSetIdentity now, String ours) {
    Map<String, VirtualMachineIdentityUserAssignedIdentities> all =
        new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (now != null && now.userAssignedIdentities() != null) {
      now.userAssignedIdentities()
          .keySet()
          .forEach(id -> all.put(id, new VirtualMachineIdentityUserAssignedIdentities()));
    }
    all.put(ours, new VirtualMachineIdentityUserAssignedIdentities());
    boolean system =
        now != null
            && now.type() != null
            && now.type() != ResourceIdentityType.NONE
            && now.type() != ResourceIdentityType.USER_ASSIGNED;
    return new VirtualMachineScaleSetIdentity()
        .withType(
            system
                ? ResourceIdentityType.SYSTEM_ASSIGNED_USER_ASSIGNED
                : ResourceIdentityType.USER_ASSIGNED)
        .withUserAssignedIdentities(all);
  }

  private static VirtualMachineScaleSetStorageProfile storage(String image) {
    List<String> parts = List.of(image.split(":", 4));
    return new VirtualMachineScaleSetStorageProfile()
        .withImageReference(
            new ImageReference()
                .withPublisher(parts.get(0))
                .withOffer(parts.get(1))
                .withSku(parts.get(2))
                .withVersion(parts.get(3)))
        .withOsDisk(
            new VirtualMachineScaleSetOSDisk()
                .withCreateOption(DiskCreateOptionTypes.FROM_IMAGE)
                .withCaching(CachingTypes.READ_WRITE)
                .withManagedDisk(
                    new VirtualMachineScaleSetManagedDiskParameters()
                        .withStorageAccountType(StorageAccountTypes.STANDARD_SSD_LRS)));
  }

  private static VirtualMachineScaleSetNetworkProfile network(
      VirtualMachineScaleSet wanted, Refs refs) {
    return new VirtualMachineScaleSetNetworkProfile()
        .withHealthProbe(new ApiEntityReference().withId(refs.id(wanted.probe())))
        .withNetworkInterfaceConfigurations(
            List.of(
                new VirtualMachineScaleSetNetworkConfiguration()
                    .withName(PART)
                    .withPrimary(true)
                    .withNetworkSecurityGroup(sub(refs.id(wanted.securityGroup())))
                    .withIpConfigurations(
                        List.of(
                            new VirtualMachineScaleSetIpConfiguration()
                                .withName(PART)
                                .withPrimary(true)
                                .withSubnet(
                                    new ApiEntityReference().withId(refs.id(wanted.subnet())))
                                .withLoadBalancerBackendAddressPools(
                                    List.of(sub(refs.id(wanted.pool()))))))));
  }

  private static com.azure.core.management.SubResource sub(String id) {
    return new com.azure.core.management.SubResource().withId(id);
  }
}
