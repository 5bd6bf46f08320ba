package io.sluice.azure;

import com.azure.resourcemanager.storage.models.Kind;
import com.azure.resourcemanager.storage.models.MinimumTlsVersion;
import com.azure.resourcemanager.storage.models.Sku;
import com.azure.resourcemanager.storage.models.SkuName;
import com.azure.resourcemanager.storage.models.StorageAccountCreateParameters;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Fixed;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;

/**
 * The account that holds the mailbox. Nobody reads it without signing in: no anonymous access, no
 * account keys, TLS 1.2 and https only. Its name (3 to 24 of a-z and 0-9) is unique among all
 * customers of Azure, so it ends in a hash of where the stack is.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storagerp/storage-accounts">Storage
 *     Accounts</a>
 */
public record StorageAccount(
    @Fixed(why = AzureKind.STAYS) String location,
    String redundancy,
    String minimumTls,
    boolean httpsOnly,
    boolean publicBlobAccess,
    boolean sharedKeyAccess)
    implements Resource {
  static final String TYPE = "Microsoft.Storage/storageAccounts";

  /** As a mailbox has it. */
  static StorageAccount mailbox(String location) {
    return new StorageAccount(
        location,
        SkuName.STANDARD_LRS.toString(),
        MinimumTlsVersion.TLS1_2.toString(),
        true,
        false,
        false);
  }

  /** Its kind. */
  static final class Type extends AzureKind<StorageAccount> {
    Type(Workspace at) {
      super(at, TYPE, "storage account");
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.id(TYPE, at.identity().compactName("sl", logicalId, revision, 24));
    }

    @Override
    public Discovery<StorageAccount> discover() {
      return discovery(
          at.storageAccounts(),
          account ->
              new StorageAccount(
                  Ids.location(account.location()),
                  String.valueOf(account.sku().name()),
                  String.valueOf(account.minimumTlsVersion()),
                  // Each absent means what Azure takes as the default.
                  !Boolean.FALSE.equals(account.enableHttpsTrafficOnly()),
                  Boolean.TRUE.equals(account.allowBlobPublicAccess()),
                  !Boolean.FALSE.equals(account.allowSharedKeyAccess())),
          account -> account.provisioningState());
    }

    @Override
    public String create(Wanted<StorageAccount> wanted) {
      StorageAccount resource = wanted.resource();
      StorageAccountCreateParameters body =
          new StorageAccountCreateParameters()
              .withLocation(resource.location())
              .withTags(wanted.tags())
              .withKind(Kind.STORAGE_V2)
              .withSku(new Sku().withName(SkuName.fromString(resource.redundancy())))
              .withMinimumTlsVersion(MinimumTlsVersion.fromString(resource.minimumTls()))
              .withEnableHttpsTrafficOnly(resource.httpsOnly())
              .withAllowBlobPublicAccess(resource.publicBlobAccess())
              .withAllowSharedKeyAccess(resource.sharedKeyAccess());
      return at.clients()
          .storage()
          .getStorageAccounts()
          .create(at.group(), resourceName(wanted), body)
          .id();
    }

    @Override
    public void update(Found<StorageAccount> found, Wanted<StorageAccount> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<StorageAccount> found) {
      Workspace.gone(
          () ->
              at.clients().storage().getStorageAccounts().delete(at.group(), Ids.name(found.id())));
    }
  }
}
