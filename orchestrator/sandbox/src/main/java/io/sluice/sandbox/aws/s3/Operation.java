package io.sluice.sandbox.aws.s3;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What S3 does here: the name, what asks for it, and the permission that it needs. */
enum Operation {
  LIST_BUCKETS("ListBuckets", "account GET", "ListAllMyBuckets"),

  CREATE_BUCKET("CreateBucket", "bucket PUT", "CreateBucket"),
  HEAD_BUCKET("HeadBucket", "bucket HEAD", "ListBucket"),
  DELETE_BUCKET("DeleteBucket", "bucket DELETE", "DeleteBucket"),
  GET_BUCKET_LOCATION("GetBucketLocation", "bucket GET location", "GetBucketLocation"),
  PUT_PUBLIC_ACCESS_BLOCK(
      "PutPublicAccessBlock", "bucket PUT publicAccessBlock", "PutBucketPublicAccessBlock"),
  GET_PUBLIC_ACCESS_BLOCK(
      "GetPublicAccessBlock", "bucket GET publicAccessBlock", "GetBucketPublicAccessBlock"),
  DELETE_PUBLIC_ACCESS_BLOCK(
      "DeletePublicAccessBlock", "bucket DELETE publicAccessBlock", "PutBucketPublicAccessBlock"),
  PUT_BUCKET_ENCRYPTION(
      "PutBucketEncryption", "bucket PUT encryption", "PutEncryptionConfiguration"),
  GET_BUCKET_ENCRYPTION(
      "GetBucketEncryption", "bucket GET encryption", "GetEncryptionConfiguration"),
  DELETE_BUCKET_ENCRYPTION(
      "DeleteBucketEncryption", "bucket DELETE encryption", "PutEncryptionConfiguration"),
  PUT_BUCKET_OWNERSHIP_CONTROLS(
      "PutBucketOwnershipControls", "bucket PUT ownershipControls", "PutBucketOwnershipControls"),
  GET_BUCKET_OWNERSHIP_CONTROLS(
      "GetBucketOwnershipControls", "bucket GET ownershipControls", "GetBucketOwnershipControls"),
  DELETE_BUCKET_OWNERSHIP_CONTROLS(
      "DeleteBucketOwnershipControls",
      "bucket DELETE ownershipControls",
      "PutBucketOwnershipControls"),
  PUT_BUCKET_TAGGING("PutBucketTagging", "bucket PUT tagging", "PutBucketTagging"),
  GET_BUCKET_TAGGING("GetBucketTagging", "bucket GET tagging", "GetBucketTagging"),
  DELETE_BUCKET_TAGGING("DeleteBucketTagging", "bucket DELETE tagging", "PutBucketTagging"),
  PUT_BUCKET_VERSIONING("PutBucketVersioning", "bucket PUT versioning", "PutBucketVersioning"),
  GET_BUCKET_VERSIONING("GetBucketVersioning", "bucket GET versioning", "GetBucketVersioning"),
  PUT_BUCKET_POLICY("PutBucketPolicy", "bucket PUT policy", "PutBucketPolicy"),
  GET_BUCKET_POLICY("GetBucketPolicy", "bucket GET policy", "GetBucketPolicy"),
  DELETE_BUCKET_POLICY("DeleteBucketPolicy", "bucket DELETE policy", "DeleteBucketPolicy"),

  LIST_OBJECTS("ListObjects", "bucket GET", "ListBucket"),
  LIST_OBJECTS_V2("ListObjectsV2", "bucket GET list-type", "ListBucket"),
  LIST_OBJECT_VERSIONS("ListObjectVersions", "bucket GET versions", "ListBucketVersions"),
  LIST_MULTIPART_UPLOADS(
      "ListMultipartUploads", "bucket GET uploads", "ListBucketMultipartUploads"),
  DELETE_OBJECTS("DeleteObjects", "bucket POST delete", ""),

  PUT_OBJECT("PutObject", "object PUT", "PutObject"),
  COPY_OBJECT("CopyObject", "object PUT copy", "PutObject"),
  GET_OBJECT("GetObject", "object GET", "GetObject"),
  HEAD_OBJECT("HeadObject", "object HEAD", "GetObject"),
  DELETE_OBJECT("DeleteObject", "object DELETE", "DeleteObject"),
  PUT_OBJECT_TAGGING("PutObjectTagging", "object PUT tagging", "PutObjectTagging"),
  GET_OBJECT_TAGGING("GetObjectTagging", "object GET tagging", "GetObjectTagging"),
  DELETE_OBJECT_TAGGING("DeleteObjectTagging", "object DELETE tagging", "DeleteObjectTagging"),
  CREATE_MULTIPART_UPLOAD("CreateMultipartUpload", "object POST uploads", "PutObject"),
  UPLOAD_PART("UploadPart", "object PUT uploadId", "PutObject"),
  UPLOAD_PART_COPY("UploadPartCopy", "object PUT uploadId copy", "PutObject"),
  COMPLETE_MULTIPART_UPLOAD("CompleteMultipartUpload", "object POST uploadId", "PutObject"),
  ABORT_MULTIPART_UPLOAD("AbortMultipartUpload", "object DELETE uploadId", "AbortMultipartUpload"),
  LIST_PARTS("ListParts", "object GET uploadId", "ListMultipartUploadParts");

  private static final Map<String, Operation> BY_ASKING =
      Arrays.stream(values()).collect(Collectors.toMap(each -> each.asking, Function.identity()));

  private final String title;
  private final String asking;
  private final String permission;

  Operation(String title, String asking, String permission) {
    this.title = title;
    this.asking = asking;
    this.permission = permission;
  }

  /** As the API reference calls it. */
  String title() {
    return title;
  }

  /** The action of a policy that allows it; empty where each object is asked for by itself. */
  String permission() {
    return permission.isEmpty() ? "" : "s3:" + permission;
  }

  /** Finds it by level, method and sub-resource. */
  static Optional<Operation> of(String asking) {
    return Optional.ofNullable(BY_ASKING.get(asking));
  }
}
