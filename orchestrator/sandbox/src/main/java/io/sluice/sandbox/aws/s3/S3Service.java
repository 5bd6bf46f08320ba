package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.iam.ChunkSignatures;
import io.sluice.sandbox.aws.iam.Signatures;
import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * S3 over REST, path style and virtual host style. Objects are files beneath one folder; all else
 * is in memory. Reads see every write at once, as in AWS. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">Amazon S3 API
 *     Reference</a>
 */
public final class S3Service {
  private static final System.Logger LOG = System.getLogger(S3Service.class.getName());

  /** The parameters that make of a request another one; of several the first counts. */
  private static final List<String> SUB_RESOURCES =
      List.of(
          "uploadId",
          "uploads",
          "delete",
          "versions",
          "list-type",
          "location",
          "tagging",
          "publicAccessBlock",
          "encryption",
          "ownershipControls",
          "versioning",
          "policy");

  /** What S3 knows and the sandbox does not. */
  private static final List<String> UNKNOWN =
      List.of(
          "accelerate",
          "acl",
          "analytics",
          "attributes",
          "cors",
          "intelligent-tiering",
          "inventory",
          "legal-hold",
          "lifecycle",
          "logging",
          "metadataConfiguration",
          "metrics",
          "notification",
          "object-lock",
          "policyStatus",
          "replication",
          "requestPayment",
          "restore",
          "retention",
          "select",
          "session",
          "torrent",
          "website");

  private final Buckets buckets = new Buckets();
  private final Rooms rooms;
  private final Signatures signatures;
  private final Map<Operation, Function<Call, Response>> operations;

  /**
   * @param folder where the objects' bytes go; what is in it is deleted
   * @param rooms whose permissions decide
   * @param signatures judges requests of machines
   */
  public S3Service(Path folder, Rooms rooms, Signatures signatures) {
    this.rooms = rooms;
    this.signatures = signatures;
    this.operations = operations(new Bodies(new Vault(folder)));
  }

  private Map<Operation, Function<Call, Response>> operations(Bodies bodies) {
    Map<Operation, Function<Call, Response>> map = new EnumMap<>(Operation.class);
    Lookup lookup = new Lookup(buckets, rooms);
    BucketApi bucket = new BucketApi(buckets);
    map.put(Operation.LIST_BUCKETS, bucket::list);
    map.put(Operation.CREATE_BUCKET, bucket::create);
    map.put(Operation.HEAD_BUCKET, bucket::head);
    map.put(Operation.DELETE_BUCKET, bucket::delete);
    map.put(Operation.GET_BUCKET_LOCATION, bucket::location);
    SettingsApi settings = new SettingsApi(buckets);
    map.put(Operation.PUT_PUBLIC_ACCESS_BLOCK, settings::putPublicAccessBlock);
    map.put(Operation.GET_PUBLIC_ACCESS_BLOCK, settings::getPublicAccessBlock);
    map.put(Operation.DELETE_PUBLIC_ACCESS_BLOCK, settings::deletePublicAccessBlock);
    map.put(Operation.PUT_BUCKET_ENCRYPTION, settings::putEncryption);
    map.put(Operation.GET_BUCKET_ENCRYPTION, settings::getEncryption);
    map.put(Operation.DELETE_BUCKET_ENCRYPTION, settings::deleteEncryption);
    map.put(Operation.PUT_BUCKET_OWNERSHIP_CONTROLS, settings::putOwnership);
    map.put(Operation.GET_BUCKET_OWNERSHIP_CONTROLS, settings::getOwnership);
    map.put(Operation.DELETE_BUCKET_OWNERSHIP_CONTROLS, settings::deleteOwnership);
    map.put(Operation.PUT_BUCKET_TAGGING, settings::putTagging);
    map.put(Operation.GET_BUCKET_TAGGING, settings::getTagging);
    map.put(Operation.DELETE_BUCKET_TAGGING, settings::deleteTagging);
    map.put(Operation.PUT_BUCKET_VERSIONING, settings::putVersioning);
    map.put(Operation.GET_BUCKET_VERSIONING, settings::getVersioning);
    map.put(Operation.PUT_BUCKET_POLICY, settings::putPolicy);
    map.put(Operation.GET_BUCKET_POLICY, settings::getPolicy);
    map.put(Operation.DELETE_BUCKET_POLICY, settings::deletePolicy);
    ListApi list = new ListApi(buckets);
    map.put(Operation.LIST_OBJECTS, list::objects);
    map.put(Operation.LIST_OBJECTS_V2, list::objectsV2);
    map.put(Operation.LIST_OBJECT_VERSIONS, list::versions);
    map.put(Operation.LIST_MULTIPART_UPLOADS, list::uploads);
    map.put(Operation.DELETE_OBJECTS, new DeleteApi(buckets, rooms)::delete);
    ObjectApi object = new ObjectApi(buckets, bodies, lookup);
    map.put(Operation.PUT_OBJECT, object::put);
    map.put(Operation.COPY_OBJECT, object::copy);
    map.put(Operation.GET_OBJECT, object::get);
    map.put(Operation.HEAD_OBJECT, object::get);
    map.put(Operation.DELETE_OBJECT, object::delete);
    map.put(Operation.PUT_OBJECT_TAGGING, object::putTagging);
    map.put(Operation.GET_OBJECT_TAGGING, object::getTagging);
    map.put(Operation.DELETE_OBJECT_TAGGING, object::deleteTagging);
    MultipartApi multipart = new MultipartApi(buckets, bodies, lookup);
    map.put(Operation.CREATE_MULTIPART_UPLOAD, multipart::create);
    map.put(Operation.UPLOAD_PART, multipart::uploadPart);
    map.put(Operation.UPLOAD_PART_COPY, multipart::uploadPartCopy);
    map.put(Operation.COMPLETE_MULTIPART_UPLOAD, multipart::complete);
    map.put(Operation.ABORT_MULTIPART_UPLOAD, multipart::abort);
    map.put(Operation.LIST_PARTS, multipart::listParts);
    return map;
  }

  /** What a request asks for, as the API reference calls it, e.g. {@code PutObject}. */
  public static String actionOf(Request request) {
    try {
      return operation(request, query(request), Target.of(request))
          .map(Operation::title)
          .orElse("Unknown");
    } catch (S3Exception e) {
      return "Unknown";
    }
  }

  private static Map<String, String> query(Request request) {
    try {
      return request.queryParameters();
    } catch (IllegalArgumentException e) {
      throw new S3Exception(400, "InvalidURI", "Couldn't parse the specified URI.");
    }
  }

  private static Optional<Operation> operation(
      Request request, Map<String, String> query, Target target) {
    String level =
        target.bucket().isEmpty() ? "account" : target.key().isEmpty() ? "bucket" : "object";
    StringBuilder asking = new StringBuilder(level).append(' ').append(request.method());
    if (!level.equals("account")) {
      if (UNKNOWN.stream().anyMatch(query::containsKey)) {
        return Optional.empty();
      }
      SUB_RESOURCES.stream()
          .filter(query::containsKey)
          .findFirst()
          .ifPresent(sub -> asking.append(' ').append(sub));
    }
    if (request.method().equals("PUT") && request.header("x-amz-copy-source").isPresent()) {
      asking.append(" copy");
    }
    return Operation.of(asking.toString());
  }

  /** Never throws. */
  public Response handle(Request request, Caller caller) {
    String requestId = Bucket.id(12).toUpperCase(Locale.ROOT);
    String hostId = Bucket.id(54);
    Response response;
    try {
      response = answer(request, caller);
    } catch (S3Exception e) {
      response = refused(request, e, requestId, hostId);
    } catch (AwsException e) {
      response =
          refused(request, new S3Exception(e.status(), e.code(), e.message()), requestId, hostId);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a bug in the sandbox", e);
      response =
          refused(request, new S3Exception(500, "InternalError", e.toString()), requestId, hostId);
    }
    return response
        .with("x-amz-request-id", requestId)
        .with("x-amz-id-2", hostId)
        .with("Date", Answers.date(Instant.now()))
        .with("Server", "AmazonS3");
  }

  private static Response refused(
      Request request, S3Exception refusal, String requestId, String hostId) {
    Response response = Answers.error(refusal, requestId, hostId);
    // These carry headers only, and a length would promise a body
    return request.method().equals("HEAD") || refusal.status() == 304
        ? response.withBody(new byte[0])
        : response;
  }

  private Response answer(Request request, Caller caller) {
    Map<String, String> query = query(request);
    Target target = Target.of(request);
    Optional<ChunkSignatures> chunks = signatures.verify(request, caller);
    Operation operation =
        operation(request, query, target)
            .orElseThrow(
                () ->
                    S3Exception.notImplemented(
                        request.method() + " with the parameters " + query.keySet()));
    Call call =
        new Call(request, caller, target.bucket(), target.key(), query, chunks.orElse(null));
    permit(call, operation);
    if (operation != Operation.LIST_BUCKETS && operation != Operation.CREATE_BUCKET) {
      region(call, operation);
    }
    Function<Call, Response> action = operations.get(operation);
    if (action == null) {
      throw new IllegalStateException(operation + " has nobody who does it");
    }
    return action.apply(call);
  }

  private void permit(Call call, Operation operation) {
    String action = operation.permission();
    if (action.isEmpty()) {
      return;
    }
    boolean versioned = call.given("versionId").isPresent();
    String asked =
        versioned && (action.equals("s3:GetObject") || action.equals("s3:DeleteObject"))
            ? action + "Version"
            : action;
    String resource = operation == Operation.LIST_BUCKETS ? "*" : call.arn();
    if (!rooms.permissions().allows(call.caller(), asked, resource)) {
      throw S3Exception.accessDenied(
          "User: %s is not authorized to perform: %s on resource: \"%s\" because no identity-based policy allows the %s action"
              .formatted(signatures.nameOf(call.caller()), asked, resource, asked));
    }
  }

  /** A bucket is asked for in its own region; who asks elsewhere is told where. */
  private void region(Call call, Operation operation) {
    Bucket bucket = buckets.get(call.bucket());
    String signed = call.caller().region();
    if (signed.equals(bucket.region()) || operation == Operation.GET_BUCKET_LOCATION) {
      return;
    }
    if (signed.equals("us-east-1") && !call.request().method().equals("HEAD")) {
      throw new S3Exception(
              400,
              "AuthorizationHeaderMalformed",
              "The authorization header is malformed; the region '%s' is wrong; expecting '%s'"
                  .formatted(signed, bucket.region()))
          .detail("Region", bucket.region())
          .header("x-amz-bucket-region", bucket.region());
    }
    throw new S3Exception(
            301,
            "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified"
                + " endpoint. Please send all future requests to this endpoint.")
        .detail("Bucket", bucket.name())
        .detail("Endpoint", bucket.name() + ".s3." + bucket.region() + ".amazonaws.com")
        .header("x-amz-bucket-region", bucket.region());
  }
}
