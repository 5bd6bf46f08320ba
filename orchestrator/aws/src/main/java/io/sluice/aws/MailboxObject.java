package io.sluice.aws;

import io.sluice.engine.fleet.ApplianceConfig;
import io.sluice.engine.resource.Discovery;
import io.sluice.engine.resource.Found;
import io.sluice.engine.resource.Identity;
import io.sluice.engine.resource.Immutable;
import io.sluice.engine.resource.Resource;
import io.sluice.engine.resource.Wanted;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * What we put into the mailbox: the bundle, named by its hash, and the appliances' config, which
 * keeps its name and carries its hash in its metadata. Machines write below other prefixes, which
 * are never listed here, however much lies there. Each is one PUT (up to 5 GB), which S3 takes only
 * when its bytes have the SHA-256 that we say, so an upload cut short leaves nothing behind.
 *
 * @param object its key
 * @param sha256 of its bytes, lower-case hex
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 */
public record MailboxObject(
    @Immutable(why = "an object that machines fetch by its hash is never overwritten")
        String object,
    String sha256)
    implements Resource {
  static final String TYPE = "AWS::S3::Object";
  static final String BUNDLE = "bundle";
  static final String CONFIG = "config";

  private static final String SHA256 = "sha256";
  private static final String REVISION = "revision";

  /** Its kind. */
  static final class Type extends AwsKind<MailboxObject> {
    Type(Workspace at) {
      super(at, TYPE, "mailbox object");
    }

    private S3Client s3() {
      return at.clients().s3();
    }

    @Override
    public String id(String logicalId, int revision) {
      return at.mailbox()
          .arn(logicalId.equals(CONFIG) ? ApplianceConfig.OBJECT : at.bundle().object());
    }

    /** A list has no metadata, so each of the few objects is asked for its own. */
    @Override
    public Discovery<MailboxObject> discover() {
      List<Found<MailboxObject>> owned = new ArrayList<>();
      if (at.mailbox().stands()) {
        for (String prefix : List.of("bundle/", ApplianceConfig.OBJECT)) {
          at.lists()
              .all("objects " + prefix, () -> at.mailbox().list(prefix))
              .forEach(item -> read(item.key(), owned));
        }
      }
      return new Discovery<>(owned, Set.of());
    }

    private void read(String object, List<Found<MailboxObject>> owned) {
      try {
        Map<String, String> metadata =
            s3().headObject(request -> request.bucket(at.mailbox().bucket()).key(object))
                .metadata();
        String logicalId = object.equals(ApplianceConfig.OBJECT) ? CONFIG : BUNDLE;
        int revision =
            Identity.revision(Map.of(Identity.REVISION_TAG, metadata.getOrDefault(REVISION, "1")));
        owned.add(
            found(
                at.mailbox().arn(object),
                at.identity().tags(logicalId, revision, null),
                new MailboxObject(object, metadata.getOrDefault(SHA256, "")),
                null));
      } catch (NoSuchKeyException e) {
        // Gone since the list was made, which is as good as never seen.
      }
    }

    @Override
    public String create(Wanted<MailboxObject> wanted) {
      MailboxObject resource = wanted.resource();
      RequestBody content =
          wanted.logicalId().equals(CONFIG)
              ? RequestBody.fromBytes(ApplianceConfig.of(at.blueprint()).bytes())
              : RequestBody.fromFile(at.bundle().file());
      String checksum =
          Base64.getEncoder().encodeToString(HexFormat.of().parseHex(resource.sha256()));
      s3().putObject(
              request ->
                  request
                      .bucket(at.mailbox().bucket())
                      .expectedBucketOwner(at.account())
                      .key(resource.object())
                      .checksumSHA256(checksum)
                      .metadata(
                          Map.of(
                              SHA256,
                              resource.sha256(),
                              REVISION,
                              Integer.toString(wanted.revision()))),
              content);
      return id(wanted.logicalId(), wanted.revision());
    }

    @Override
    public void update(Found<MailboxObject> found, Wanted<MailboxObject> wanted) {
      create(wanted);
    }

    @Override
    public void delete(Found<MailboxObject> found) {
      AwsErrors.gone(
          () ->
              s3().deleteObject(
                      request ->
                          request.bucket(at.mailbox().bucket()).key(found.resource().object())));
    }
  }
}
