package io.sluice.azure;

import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.authorization.fluent.models.RoleAssignmentInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetInner;
import com.azure.resourcemanager.msi.fluent.models.IdentityInner;
import com.azure.resourcemanager.network.fluent.models.LoadBalancerInner;
import com.azure.resourcemanager.network.fluent.models.NetworkInterfaceInner;
import com.azure.resourcemanager.network.fluent.models.PublicIpAddressInner;
import com.azure.resourcemanager.resources.fluent.models.ResourceGroupInner;
import com.azure.resourcemanager.storage.fluent.models.ListContainerItemInner;
import com.azure.resourcemanager.storage.fluent.models.StorageAccountInner;
import io.sluice.engine.blueprint.Azure;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.blueprint.Source;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.provider.Lists;
import io.sluice.engine.resource.Identity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all kinds of one stack share: where it is, its names, the clients, and the lists. */
final class Workspace {
  /** No name that we give is longer; the shortest limit among the kinds is that of networks. */
  static final int LONGEST_NAME = 64;

  private static final Pattern REVISION = Pattern.compile("-r([1-9][0-9]{0,8})$");

  private final Blueprint blueprint;
  private final AzureSession session;
  private final Bundle bundle;
  private final Identity identity;
  private final Lists lists = new Lists();
  private final Clients clients;
  private final Mailbox mailbox;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  Workspace(Blueprint blueprint, AzureSession session, Bundle bundle) {
    this.blueprint = blueprint;
    this.session = session;
    this.bundle = bundle;
    String scope = "/subscriptions/" + subscription() + "/resourceGroups/" + group();
    this.identity = new Identity(blueprint.blueprint(), scope.toLowerCase(Locale.ROOT));
    this.clients = new Clients(session, subscription(), lists::forget);
    this.mailbox = new Mailbox(clients.blob());
  }

  Blueprint blueprint() {
    return blueprint;
  }

  AzureSession session() {
    return session;
  }

  Bundle bundle() {
    return bundle;
  }

  Identity identity() {
    return identity;
  }

  Clients clients() {
    return clients;
  }

  Lists lists() {
    return lists;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  private Azure azure() {
    return Objects.requireNonNull(blueprint.azure(), "a blueprint for Azure");
  }

  String subscription() {
    return azure().subscription();
  }

  String group() {
    return azure().resourceGroup();
  }

  String region() {
    return Ids.location(azure().region());
  }

  String groupId() {
    return "/subscriptions/" + subscription() + "/resourceGroups/" + group();
  }

  String name(String logicalId, int revision) {
    return identity.name(logicalId, revision, LONGEST_NAME);
  }

  /** The id of a resource in our group. */
  String id(String type, String name) {
    return groupId() + "/providers/" + type + "/" + name;
  }

  /** The resource group as it is, or empty where there is none. */
  Optional<ResourceGroupInner> resourceGroup() {
    return lists.one(
        "group",
        () -> absentIs(() -> Optional.of(clients.resources().getResourceGroups().get(group()))));
  }

  /** True where the group is there and is not ours: we use it and never delete it. */
  boolean groupIsForeign() {
    return resourceGroup().map(group -> !identity.owns(group.tags())).orElse(false);
  }

  /** A list within our group; empty without a call where there is no such group. */
  <T> List<T> inGroup(String name, Supplier<Stream<T>> pages) {
    return resourceGroup().isEmpty() ? List.of() : lists.all(name, pages);
  }

  /** Load balancers of every subscription that the stack lies in or links to. */
  List<LoadBalancerInner> loadBalancers() {
    return subscriptions(Source.Frontend.class).stream()
        .flatMap(
            in ->
                lists
                    .all(
                        "load balancers of " + in,
                        () -> clients.network(in).getLoadBalancers().list().stream())
                    .stream())
        .toList();
  }

  /** Network interfaces of every subscription that the stack lies in or links to. */
  List<NetworkInterfaceInner> networkInterfaces() {
    return subscriptions(Source.PublicIp.class).stream()
        .flatMap(
            in ->
                lists
                    .all(
                        "network interfaces of " + in,
                        () -> clients.network(in).getNetworkInterfaces().list().stream())
                    .stream())
        .toList();
  }

  List<PublicIpAddressInner> publicIps() {
    return inGroup(
        "public addresses",
        () -> clients.network().getPublicIpAddresses().listByResourceGroup(group()).stream());
  }

  List<StorageAccountInner> storageAccounts() {
    return inGroup(
        "storage accounts",
        () -> clients.storage().getStorageAccounts().listByResourceGroup(group()).stream());
  }

  List<IdentityInner> identities() {
    return inGroup(
        "identities",
        () -> clients.msi().getUserAssignedIdentities().listByResourceGroup(group()).stream());
  }

  List<RoleAssignmentInner> roleAssignments() {
    return inGroup(
        "role assignments",
        () -> clients.roles().getRoleAssignments().listByResourceGroup(group()).stream());
  }

  List<VirtualMachineScaleSetInner> scaleSets() {
    return inGroup(
        "scale sets",
        () -> clients.compute().getVirtualMachineScaleSets().listByResourceGroup(group()).stream());
  }

  /** Our own mailbox's account, or empty. */
  Optional<StorageAccountInner> mailboxAccount() {
    return storageAccounts().stream()
        .filter(account -> identity.owns(account.tags()))
        .filter(account -> Ids.same(account.id(), mailboxAccountId()))
        .findFirst();
  }

  /** Our mailbox's container, or empty. */
  Optional<ListContainerItemInner> mailboxContainer() {
    return mailboxAccount().isEmpty()
        ? Optional.empty()
        : lists
            .all(
                "containers",
                () ->
                    clients
                        .storage()
                        .getBlobContainers()
                        .list(group(), Ids.name(mailboxAccountId()))
                        .stream())
            .stream()
            .filter(container -> Mailbox.CONTAINER.equals(container.name()))
            .findFirst();
  }

  String mailboxAccountId() {
    return id(StorageAccount.TYPE, identity.compactName("sl", "mailbox", 1, 24));
  }

  String mailboxId() {
    return mailboxAccountId() + "/blobServices/default/containers/" + Mailbox.CONTAINER;
  }

  /** The address of our mailbox's container, read anew. */
  String mailboxUrl() {
    return Mailbox.url(
        clients
            .storage()
            .getStorageAccounts()
            .getByResourceGroup(group(), Ids.name(mailboxAccountId())));
  }

  /** True for the frontend of a gateway of ours, of any revision, whether it stands or not. */
  boolean isOurGateway(@Nullable String frontendId) {
    if (frontendId == null) {
      return false;
    }
    String loadBalancer = Ids.parent(frontendId);
    Matcher revision = REVISION.matcher(loadBalancer);
    String ours =
        name(LoadBalancer.GATEWAY, revision.find() ? Integer.parseInt(revision.group(1)) : 1);
    return Ids.same(loadBalancer, id(LoadBalancer.TYPE, ours));
  }

  /** One at a time for one document of the user's: what we read must still hold when we write. */
  void alone(String id, Runnable work) {
    ReentrantLock lock =
        locks.computeIfAbsent(id.toLowerCase(Locale.ROOT), key -> new ReentrantLock());
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  private Set<String> subscriptions(Class<? extends Source> links) {
    Set<String> ids = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    if (resourceGroup().isPresent()) {
      ids.add(subscription());
    }
    for (Source source : blueprint.sources()) {
      if (links.isInstance(source)) {
        switch (source) {
          case Source.Frontend link -> ids.add(Ids.require(link.frontend(), "subscriptions"));
          case Source.PublicIp link -> ids.add(Ids.require(link.publicIp(), "subscriptions"));
          case Source.PublicLoadBalancer ours -> {}
          case Source.Instances aws -> {}
          case Source.Interfaces aws -> {}
          case Source.Subnets aws -> {}
        }
      }
    }
    return ids;
  }

  /** Turns a 404 into empty. */
  static <T> Optional<T> absentIs(Supplier<Optional<T>> read) {
    try {
      return read.get();
    } catch (ManagementException e) {
      if (e.getResponse() != null && e.getResponse().getStatusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Deletes; already gone is success. */
  static void gone(Runnable delete) {
    Optional<Object> ignored =
        absentIs(
            () -> {
              delete.run();
              return Optional.empty();
            });
    assert ignored.isEmpty();
  }
}
