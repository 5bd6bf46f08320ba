package io.sluice.sandbox.aws.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.sandbox.aws.s3.Settings.Encryption;
import io.sluice.sandbox.aws.s3.Settings.PublicAccessBlock;
import io.sluice.sandbox.http.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is set on buckets. A policy is kept and answered, but lets in or out nobody. */
final class SettingsApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ALGORITHMS = List.of("AES256", "aws:kms", "aws:kms:dsse");

  private final Buckets buckets;

  SettingsApi(Buckets buckets) {
    this.buckets = buckets;
  }

  private Bucket bucket(Call call) {
    return buckets.get(call.bucket());
  }

  Response putPublicAccessBlock(Call call) {
    XmlIn body = XmlIn.parse(Bodies.text(call), "PublicAccessBlockConfiguration");
    PublicAccessBlock block =
        new PublicAccessBlock(
            truth(body, "BlockPublicAcls"),
            truth(body, "IgnorePublicAcls"),
            truth(body, "BlockPublicPolicy"),
            truth(body, "RestrictPublicBuckets"));
    bucket(call).change(settings -> settings.withPublicAccessBlock(Optional.of(block)));
    return Response.of(200);
  }

  private static boolean truth(XmlIn body, String name) {
    return switch (body.text(name).orElse("false").toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw S3Exception.malformedXml();
    };
  }

  Response getPublicAccessBlock(Call call) {
    PublicAccessBlock block =
        bucket(call)
            .settings()
            .publicAccessBlock()
            .orElseThrow(
                () ->
                    missing(
                        call,
                        "NoSuchPublicAccessBlockConfiguration",
                        "The public access block configuration was not found"));
    return Answers.xml(
        "PublicAccessBlockConfiguration",
        xml ->
            xml.add("BlockPublicAcls", block.blockPublicAcls())
                .add("IgnorePublicAcls", block.ignorePublicAcls())
                .add("BlockPublicPolicy", block.blockPublicPolicy())
                .add("RestrictPublicBuckets", block.restrictPublicBuckets()));
  }

  Response deletePublicAccessBlock(Call call) {
    bucket(call).change(settings -> settings.withPublicAccessBlock(Optional.empty()));
    return Response.of(204);
  }

  private static S3Exception missing(Call call, String code, String message) {
    return new S3Exception(404, code, message).detail("BucketName", call.bucket());
  }

  Response putEncryption(Call call) {
    XmlIn body = XmlIn.parse(Bodies.text(call), "ServerSideEncryptionConfiguration");
    if (body.all("Rule").size() != 1) {
      throw S3Exception.malformedXml();
    }
    XmlIn rule = body.all("Rule").getFirst();
    XmlIn applied =
        rule.child("ApplyServerSideEncryptionByDefault").orElseThrow(S3Exception::malformedXml);
    String algorithm = applied.require("SSEAlgorithm");
    if (!ALGORITHMS.contains(algorithm)) {
      throw S3Exception.malformedXml();
    }
    Optional<String> key = applied.text("KMSMasterKeyID");
    if (key.isPresent() && algorithm.equals("AES256")) {
      throw S3Exception.invalidArgument(
          "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
              + " aws:kms:dsse",
          "ApplyServerSideEncryptionByDefault",
          algorithm);
    }
    Encryption encryption = new Encryption(algorithm, key, truth(rule, "BucketKeyEnabled"));
    bucket(call).change(settings -> settings.withEncryption(encryption));
    return Response.of(200);
  }

  Response getEncryption(Call call) {
    Encryption encryption = bucket(call).settings().encryption();
    return Answers.xml(
        "ServerSideEncryptionConfiguration",
        xml ->
            xml.add(
                "Rule",
                rule ->
                    rule.add(
                            "ApplyServerSideEncryptionByDefault",
                            applied ->
                                applied
                                    .add("SSEAlgorithm", encryption.algorithm())
                                    .add("KMSMasterKeyID", encryption.kmsKey().orElse(null)))
                        .add("BucketKeyEnabled", encryption.bucketKey())));
  }

  Response deleteEncryption(Call call) {
    bucket(call).change(settings -> settings.withEncryption(Encryption.DEFAULT));
    return Response.of(204);
  }

  Response putOwnership(Call call) {
    XmlIn body = XmlIn.parse(Bodies.text(call), "OwnershipControls");
    String ownership =
        body.child("Rule").orElseThrow(S3Exception::malformedXml).require("ObjectOwnership");
    if (!Settings.OWNERSHIPS.contains(ownership)) {
      throw S3Exception.malformedXml();
    }
    bucket(call).change(settings -> settings.withOwnership(Optional.of(ownership)));
    return Response.of(200);
  }

  Response getOwnership(Call call) {
    String ownership =
        bucket(call)
            .settings()
            .ownership()
            .orElseThrow(
                () ->
                    missing(
                        call,
                        "OwnershipControlsNotFoundError",
                        "The bucket ownership controls were not found"));
    return Answers.xml(
        "OwnershipControls",
        xml -> xml.add("Rule", rule -> rule.add("ObjectOwnership", ownership)));
  }

  Response deleteOwnership(Call call) {
    bucket(call).change(settings -> settings.withOwnership(Optional.empty()));
    return Response.of(204);
  }

  Response putTagging(Call call) {
    XmlIn body = XmlIn.parse(Bodies.text(call), "Tagging");
    XmlIn set = body.child("TagSet").orElseThrow(S3Exception::malformedXml);
    Map<String, String> tags = Tags.read(set.all("Tag"), Tags.BUCKET);
    bucket(call).change(settings -> settings.withTags(tags));
    return Response.of(204);
  }

  Response getTagging(Call call) {
    Map<String, String> tags = bucket(call).settings().tags();
    if (tags.isEmpty()) {
      throw missing(call, "NoSuchTagSet", "The TagSet does not exist");
    }
    return Answers.xml("Tagging", xml -> Tags.write(xml, tags));
  }

  Response deleteTagging(Call call) {
    bucket(call).change(settings -> settings.withTags(Map.of()));
    return Response.of(204);
  }

  Response putVersioning(Call call) {
    String status = XmlIn.parse(Bodies.text(call), "VersioningConfiguration").require("Status");
    if (!status.equals("Enabled") && !status.equals("Suspended")) {
      throw S3Exception.malformedXml();
    }
    bucket(call).change(settings -> settings.withVersioning(status));
    return Response.of(200);
  }

  Response getVersioning(Call call) {
    Optional<String> status = bucket(call).settings().versioning();
    return Answers.xml("VersioningConfiguration", xml -> xml.add("Status", status.orElse(null)));
  }

  Response putPolicy(Call call) {
    String policy = Bodies.text(call);
    JsonNode root;
    try {
      root = JSON.readTree(policy);
    } catch (JsonProcessingException e) {
      root = JSON.missingNode();
    }
    if (!root.isObject()) {
      throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
    }
    JsonNode statement = root.path("Statement");
    for (JsonNode each : statement.isObject() ? List.of(statement) : statement) {
      for (String field : List.of("Effect", "Principal", "Action", "Resource")) {
        if (!each.has(field) && !each.has("Not" + field)) {
          throw malformedPolicy("Missing required field " + field);
        }
      }
    }
    if (statement.isEmpty()) {
      throw malformedPolicy("Missing required field Statement");
    }
    bucket(call).change(settings -> settings.withPolicy(Optional.of(policy)));
    return Response.of(204);
  }

  private static S3Exception malformedPolicy(String message) {
    return new S3Exception(400, "MalformedPolicy", message);
  }

  Response getPolicy(Call call) {
    String policy =
        bucket(call)
            .settings()
            .policy()
            .orElseThrow(
                () -> missing(call, "NoSuchBucketPolicy", "The bucket policy does not exist"));
    return Response.json(200, policy).with("Content-Type", "application/json");
  }

  Response deletePolicy(Call call) {
    bucket(call).change(settings -> settings.withPolicy(Optional.empty()));
    return Response.of(204);
  }
}
