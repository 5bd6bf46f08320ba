package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one does with buckets as a whole. */
final class BucketApi {
  private static final int MOST_BUCKETS = 10_000;

  private final Buckets buckets;

  BucketApi(Buckets buckets) {
    this.buckets = buckets;
  }

  Response list(Call call) {
    String prefix = call.query("prefix").orElse("");
    Optional<String> region = call.given("bucket-region");
    String after = call.given("continuation-token").map(Pages::decode).orElse("");
    int most = call.number("max-buckets", MOST_BUCKETS);
    List<Bucket> rest =
        buckets.all().stream()
            .filter(bucket -> bucket.name().startsWith(prefix))
            .filter(bucket -> region.map(bucket.region()::equals).orElse(true))
            .filter(bucket -> bucket.name().compareTo(after) > 0)
            .toList();
    List<Bucket> page = rest.subList(0, Math.min(most, rest.size()));
    return Answers.xml(
        "ListAllMyBucketsResult",
        xml -> {
          Answers.owner(xml);
          xml.list(
              "Buckets",
              "Bucket",
              page,
              (each, bucket) ->
                  each.add("Name", bucket.name())
                      .add("CreationDate", bucket.created())
                      .add("BucketRegion", bucket.region())
                      .add("BucketArn", "arn:aws:s3:::" + bucket.name()));
          if (!prefix.isEmpty()) {
            xml.add("Prefix", prefix);
          }
          if (page.size() < rest.size() && !page.isEmpty()) {
            xml.add("ContinuationToken", Pages.encode(page.getLast().name()));
          }
        });
  }

  Response create(Call call) {
    String region = call.caller().region();
    Map<String, String> tags = Map.of();
    Optional<String> ownership = call.header("x-amz-object-ownership");
    if (call.request().body().length > 0) {
      XmlIn body = XmlIn.parse(Bodies.text(call), "CreateBucketConfiguration");
      region = constrained(region, body.text("LocationConstraint").orElse(""));
      tags =
          Tags.read(body.child("Tags").map(each -> each.all("Tag")).orElse(List.of()), Tags.BUCKET);
    } else {
      region = constrained(region, "");
    }
    if (ownership.isPresent() && !Settings.OWNERSHIPS.contains(ownership.get())) {
      throw S3Exception.invalidArgument(
          "Invalid x-amz-object-ownership header: " + ownership.get(),
          "x-amz-object-ownership",
          ownership.get());
    }
    Settings settings = Settings.fresh(tags);
    buckets.create(
        new Bucket(
            call.bucket(),
            region,
            ownership.isPresent() ? settings.withOwnership(ownership) : settings));
    return Response.of(200)
        .with("Location", "/" + call.bucket())
        .with("x-amz-bucket-arn", call.arn());
  }

  /** us-east-1 alone makes buckets elsewhere, and itself goes without a constraint. */
  private static String constrained(String region, String constraint) {
    String wanted = constraint.equals("EU") ? "eu-west-1" : constraint;
    if (region.equals("us-east-1")) {
      if (wanted.equals("us-east-1")) {
        throw new S3Exception(
                400, "InvalidLocationConstraint", "The specified location-constraint is not valid")
            .detail("LocationConstraint", constraint);
      }
      return wanted.isEmpty() ? region : wanted;
    }
    if (!wanted.equals(region)) {
      throw new S3Exception(
          400,
          "IllegalLocationConstraintException",
          wanted.isEmpty()
              ? "The unspecified location constraint is incompatible for the region specific"
                  + " endpoint this request was sent to."
              : "The "
                  + constraint
                  + " location constraint is incompatible for the region specific endpoint this"
                  + " request was sent to.");
    }
    return region;
  }

  Response head(Call call) {
    return Response.of(200)
        .with("x-amz-bucket-region", buckets.get(call.bucket()).region())
        .with("x-amz-bucket-arn", call.arn())
        .with("x-amz-access-point-alias", "false");
  }

  Response delete(Call call) {
    buckets.delete(buckets.get(call.bucket()));
    return Response.of(204);
  }

  Response location(Call call) {
    String region = buckets.get(call.bucket()).region();
    String text = region.equals("us-east-1") ? "" : region;
    String document =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><LocationConstraint xmlns=\"%s\">%s</LocationConstraint>"
            .formatted(Answers.NAMESPACE, text);
    return Response.of(200)
        .with("Content-Type", "application/xml")
        .withBody(document.getBytes(StandardCharsets.UTF_8));
  }
}
