package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.wire.Xml;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tags of buckets and objects. */
final class Tags {
  /** Of a bucket. */
  static final int BUCKET = 50;

  /** Of an object. */
  static final int OBJECT = 10;

  private Tags() {}

  /** Reads {@code <Tag><Key/><Value/></Tag>}, several. */
  static Map<String, String> read(List<XmlIn> elements, int most) {
    Map<String, String> tags = new TreeMap<>();
    for (XmlIn tag : elements) {
      add(tags, tag.require("Key"), tag.require("Value"));
    }
    return limited(tags, most);
  }

  /** Reads the header {@code x-amz-tagging}: {@code key=value&...}. */
  static Map<String, String> read(String header) {
    Map<String, String> tags = new TreeMap<>();
    for (String pair : header.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        add(
            tags,
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return limited(tags, OBJECT);
  }

  private static void add(Map<String, String> tags, String key, String value) {
    if (key.isEmpty() || key.length() > 128 || key.startsWith("aws:")) {
      throw new S3Exception(400, "InvalidTag", "The TagKey you have provided is invalid")
          .detail("TagKey", key);
    }
    if (value.length() > 256) {
      throw new S3Exception(400, "InvalidTag", "The TagValue you have provided is invalid")
          .detail("TagKey", key);
    }
    if (tags.put(key, value) != null) {
      throw new S3Exception(400, "InvalidTag", "Cannot provide multiple Tags with the same key")
          .detail("TagKey", key);
    }
  }

  private static Map<String, String> limited(Map<String, String> tags, int most) {
    if (tags.size() > most) {
      throw most == OBJECT
          ? new S3Exception(400, "BadRequest", "Object tags cannot be greater than " + most)
          : new S3Exception(400, "InvalidTag", "Bucket tag count cannot be greater than " + most);
    }
    return tags;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  static void write(Xml xml, Map<String, String> tags) {
    xml.list(
        "TagSet",
        "Tag",
        new TreeMap<>(tags).entrySet(),
        (tag, entry) -> tag.add("Key", entry.getKey()).add("Value", entry.getValue()));
  }
}
