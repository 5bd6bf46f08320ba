/**
 * S3: buckets with their settings, and objects as files, for whom IAM lets in. After the "Amazon S3
 * API Reference".
 */
@NullMarked
package io.sluice.sandbox.aws.s3;

import org.jspecify.annotations.NullMarked;
