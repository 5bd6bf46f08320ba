package io.sluice.sandbox.aws.s3;

import io.sluice.sandbox.aws.iam.ChunkSignatures;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.Request;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request, and what it is about.
 *
 * @param bucket empty where it is about none
 * @param key empty where it is about the bucket
 * @param query its parameters, decoded
 * @param chunks how the chunks of its body must be signed, where they must be
 */
record Call(
    Request request,
    Caller caller,
    String bucket,
    String key,
    Map<String, String> query,
    @Nullable ChunkSignatures chunks) {

  Optional<String> header(String name) {
    return request.header(name);
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** Empty where the parameter is absent or empty. */
  Optional<String> given(String name) {
    return query(name).filter(text -> !text.isEmpty());
  }

  /**
   * A whole number from 0 on.
   *
   * @param most which a larger one is cut to
   */
  int number(String name, int most) {
    Optional<String> text = given(name);
    if (text.isEmpty()) {
      return most;
    }
    if (!text.get().matches("[0-9]{1,9}")) {
      throw S3Exception.invalidArgument(
          "Provided " + name + " not an integer or within integer range", name, text.get());
    }
    return Math.min(most, Integer.parseInt(text.get()));
  }

  String arn() {
    return "arn:aws:s3:::" + bucket + (key.isEmpty() ? "" : "/" + key);
  }
}
