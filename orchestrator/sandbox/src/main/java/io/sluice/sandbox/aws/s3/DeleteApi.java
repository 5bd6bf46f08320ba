package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.wire.Xml;
import io.sluice.sandbox.http.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Deletes many objects at once, at most 1,000; each is answered by itself. */
final class DeleteApi {
  private static final int MOST = 1000;

  private final Buckets buckets;
  private final Rooms rooms;

  DeleteApi(Buckets buckets, Rooms rooms) {
    this.buckets = buckets;
    this.rooms = rooms;
  }

  Response delete(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    boolean sums =
        call.header("content-md5").isPresent()
            || call.header("x-amz-trailer").isPresent()
            || Arrays.stream(Checksum.values())
                .anyMatch(each -> call.header(each.header()).isPresent());
    if (!sums) {
      throw S3Exception.invalidRequest(
          "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }
    XmlIn body = XmlIn.parse(Bodies.text(call), "Delete");
    List<XmlIn> objects = body.all("Object");
    if (objects.isEmpty() || objects.size() > MOST) {
      throw S3Exception.malformedXml();
    }
    boolean quiet = body.text("Quiet").orElse("").equals("true");
    return Answers.xml(
        "DeleteResult", xml -> objects.forEach(object -> delete(xml, call, bucket, object, quiet)));
  }

  private void delete(Xml xml, Call call, Bucket bucket, XmlIn object, boolean quiet) {
    String key = object.require("Key");
    Optional<String> id = object.text("VersionId").filter(text -> !text.isEmpty());
    String action = id.isPresent() ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
    if (!rooms.permissions().allows(call.caller(), action, call.arn() + "/" + key)) {
      xml.add(
          "Error",
          error ->
              error
                  .add("Key", key)
                  .add("VersionId", id.orElse(null))
                  .add("Code", "AccessDenied")
                  .add("Message", "Access Denied"));
      return;
    }
    Optional<String> etag = object.text("ETag").map(text -> text.replace("\"", ""));
    if (etag.isPresent()
        && bucket
            .current(key)
            .filter(standing -> standing.bytes().etag().equals(etag.get()))
            .isEmpty()) {
      xml.add(
          "Error",
          error ->
              error
                  .add("Key", key)
                  .add("Code", "PreconditionFailed")
                  .add("Message", "At least one of the pre-conditions you specified did not hold"));
      return;
    }
    ObjectApi.Deleted deleted = ObjectApi.delete(bucket, call, key, id);
    if (!quiet) {
      xml.add(
          "Deleted",
          each -> {
            each.add("Key", key).add("VersionId", id.orElse(null));
            if (deleted.marker()) {
              each.add("DeleteMarker", true)
                  .add("DeleteMarkerVersionId", deleted.version().orElse(null));
            }
          });
    }
  }
}
