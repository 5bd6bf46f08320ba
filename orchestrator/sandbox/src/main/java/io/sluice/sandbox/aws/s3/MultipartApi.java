package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.http.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Objects that come in parts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html">Uploading
 *     and copying objects using multipart upload</a>
 */
final class MultipartApi {
  private static final int MOST_PARTS = 10_000;
  private static final int PAGE = 1000;

  /** Bytes of every part but the last. */
  private static final long SMALLEST = 5L * 1024 * 1024;

  private final Buckets buckets;
  private final Bodies bodies;
  private final Lookup lookup;

  MultipartApi(Buckets buckets, Bodies bodies, Lookup lookup) {
    this.buckets = buckets;
    this.bodies = bodies;
    this.lookup = lookup;
  }

  Response create(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    ObjectApi.checkNew(call, bucket);
    Optional<String> named = call.header("x-amz-checksum-algorithm");
    Checksum kind =
        named.isEmpty()
            ? Checksum.CRC64NVME
            : Checksum.of(named.get())
                .orElseThrow(
                    () ->
                        S3Exception.invalidRequest(
                            "Checksum algorithm provided is unsupported. Please try again with any"
                                + " of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
    boolean composite =
        call.header("x-amz-checksum-type")
            .map(type -> type.equals("COMPOSITE"))
            .orElse(kind != Checksum.CRC64NVME);
    if (composite ? kind == Checksum.CRC64NVME : !kind.isCrc()) {
      throw S3Exception.invalidRequest(
          "The %s checksum type cannot be used with the %s checksum algorithm."
              .formatted(composite ? "COMPOSITE" : "FULL_OBJECT", kind));
    }
    Upload upload =
        bucket.begin(
            new Upload(
                Bucket.id(48),
                call.key(),
                ObjectHeaders.read(call),
                call.header("x-amz-tagging").map(Tags::read).orElse(Map.of()),
                kind,
                composite,
                Instant.now(),
                new TreeMap<>()));
    Response response =
        Answers.xml(
            "InitiateMultipartUploadResult",
            xml ->
                xml.add("Bucket", call.bucket())
                    .add("Key", call.key())
                    .add("UploadId", upload.id()));
    return response
        .with("x-amz-checksum-algorithm", kind.name())
        .with("x-amz-checksum-type", composite ? "COMPOSITE" : "FULL_OBJECT")
        .with("x-amz-server-side-encryption", bucket.settings().encryption().algorithm());
  }

  private static String uploadId(Call call) {
    return call.query("uploadId").orElse("");
  }

  private static int number(Call call) {
    int number = call.number("partNumber", Integer.MAX_VALUE);
    if (number < 1 || number > MOST_PARTS) {
      throw S3Exception.invalidArgument(
          "Part number must be an integer between 1 and 10000, inclusive",
          "partNumber",
          call.query("partNumber").orElse(""));
    }
    return number;
  }

  Response uploadPart(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    int number = number(call);
    Upload upload = bucket.upload(call.key(), uploadId(call));
    Content content = bodies.receive(call, Optional.of(upload.kind()));
    bucket.addPart(call.key(), upload.id(), number, content);
    Response response =
        Response.of(200)
            .with("ETag", Answers.quoted(content.etag()))
            .with("x-amz-server-side-encryption", bucket.settings().encryption().algorithm());
    for (var each : content.checksums().entrySet()) {
      response = response.with(each.getKey().header(), each.getValue());
    }
    return response;
  }

  Response uploadPartCopy(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    int number = number(call);
    Upload upload = bucket.upload(call.key(), uploadId(call));
    Lookup.Source source = lookup.source(call);
    Content from = source.version().bytes();
    Ranges bytes =
        Ranges.of(call.header("x-amz-copy-source-range"), from.length())
            .orElse(new Ranges(0, from.length()));
    Content content =
        bodies.copy(from, call.bucket(), call.key(), bytes.first(), bytes.length(), upload.kind());
    bucket.addPart(call.key(), upload.id(), number, content);
    return source.told(
        Answers.xml(
            "CopyPartResult",
            xml -> {
              xml.add("LastModified", Instant.now()).add("ETag", Answers.quoted(content.etag()));
              content.checksums().forEach((kind, value) -> xml.add(kind.element(), value));
            }));
  }

  Response complete(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    XmlIn body = XmlIn.parse(Bodies.text(call), "CompleteMultipartUpload");
    Upload upload = bucket.upload(call.key(), uploadId(call));
    List<Content> parts = chosen(body.all("Part"), bucket.parts(upload), upload);
    Preconditions.write(call, bucket.current(call.key()));
    Content content =
        bodies.join(call.bucket(), call.key(), parts, upload.kind(), upload.composite());
    ObjectVersion version =
        bucket.complete(
            upload,
            content,
            standing -> {
              checkWhole(call, content, upload.kind());
              Preconditions.write(call, standing);
            });
    Response response =
        Answers.xml(
            "CompleteMultipartUploadResult",
            xml -> {
              xml.add("Location", call.request().base() + "/" + call.bucket() + "/" + call.key())
                  .add("Bucket", call.bucket())
                  .add("Key", call.key())
                  .add("ETag", Answers.quoted(content.etag()));
              content.checksums().forEach((kind, value) -> xml.add(kind.element(), value));
              xml.add("ChecksumType", content.composite() ? "COMPOSITE" : "FULL_OBJECT");
            });
    return ObjectHeaders.stored(response, bucket, version);
  }

  /** The parts that the caller lists, each as it was uploaded last. */
  private static List<Content> chosen(
      List<XmlIn> listed, Map<Integer, Upload.Part> parts, Upload upload) {
    if (listed.isEmpty()) {
      throw S3Exception.malformedXml();
    }
    List<Content> chosen = new ArrayList<>();
    int before = 0;
    for (XmlIn each : listed) {
      String text = each.require("PartNumber");
      int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
      if (number <= before) {
        throw new S3Exception(
                400,
                "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part"
                    + " number.")
            .detail("UploadId", upload.id());
      }
      before = number;
      Upload.Part part = parts.get(number);
      String etag = each.require("ETag").replace("\"", "");
      if (part == null
          || !part.content().etag().equals(etag)
          || !checksumsMatch(each, part.content())) {
        throw new S3Exception(
                400,
                "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have"
                    + " been uploaded, or the specified entity tag may not match the part's entity"
                    + " tag.")
            .detail("UploadId", upload.id())
            .detail("PartNumber", text)
            .detail("ETag", etag);
      }
      chosen.add(part.content());
    }
    for (Content part : chosen.subList(0, chosen.size() - 1)) {
      if (part.length() < SMALLEST) {
        throw new S3Exception(
                400,
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size")
            .detail("ProposedSize", Long.toString(part.length()))
            .detail("MinSizeAllowed", Long.toString(SMALLEST))
            .detail("ETag", part.etag());
      }
    }
    return chosen;
  }

  private static boolean checksumsMatch(XmlIn listed, Content part) {
    for (Checksum kind : Checksum.values()) {
      Optional<String> said = listed.text(kind.element());
      String computed = part.checksums().get(kind);
      if (said.isPresent() && computed != null && !said.get().equals(computed)) {
        return false;
      }
    }
    return true;
  }

  private static void checkWhole(Call call, Content content, Checksum kind) {
    String computed = content.checksums().getOrDefault(kind, "");
    Optional<String> said = call.header(kind.header());
    if (said.isPresent()
        && !said.get().equals(computed)
        && !computed.startsWith(said.get() + "-")) {
      throw new S3Exception(
          400,
          "BadDigest",
          "The " + kind + " you specified did not match the calculated checksum.");
    }
    Optional<String> size = call.header("x-amz-mp-object-size");
    if (size.isPresent() && !size.get().equals(Long.toString(content.length()))) {
      throw S3Exception.invalidRequest(
          "The provided 'x-amz-mp-object-size' header value "
              + size.get()
              + " does not match what was computed: "
              + content.length());
    }
  }

  Response abort(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    bucket.endUpload(bucket.upload(call.key(), uploadId(call)).id());
    return Response.of(204);
  }

  Response listParts(Call call) {
    Bucket bucket = buckets.get(call.bucket());
    Upload upload = bucket.upload(call.key(), uploadId(call));
    int after =
        call.given("part-number-marker").isEmpty()
            ? 0
            : call.number("part-number-marker", MOST_PARTS);
    int most = call.number("max-parts", PAGE);
    List<Map.Entry<Integer, Upload.Part>> rest =
        bucket.parts(upload).entrySet().stream().filter(each -> each.getKey() > after).toList();
    List<Map.Entry<Integer, Upload.Part>> page = rest.subList(0, Math.min(most, rest.size()));
    return Answers.xml(
        "ListPartsResult",
        xml -> {
          xml.add("Bucket", call.bucket())
              .add("Key", call.key())
              .add("UploadId", upload.id())
              .add("PartNumberMarker", after)
              .add("MaxParts", most)
              .add("IsTruncated", page.size() < rest.size());
          if (!page.isEmpty()) {
            xml.add("NextPartNumberMarker", page.getLast().getKey());
          }
          for (Map.Entry<Integer, Upload.Part> each : page) {
            Content content = each.getValue().content();
            xml.add(
                "Part",
                part -> {
                  part.add("PartNumber", each.getKey())
                      .add("LastModified", each.getValue().modified())
                      .add("ETag", Answers.quoted(content.etag()))
                      .add("Size", content.length());
                  content.checksums().forEach((kind, value) -> part.add(kind.element(), value));
                });
          }
          Answers.owner(xml);
          xml.add("StorageClass", "STANDARD")
              .add("ChecksumAlgorithm", upload.kind())
              .add("ChecksumType", upload.composite() ? "COMPOSITE" : "FULL_OBJECT");
        });
  }
}
