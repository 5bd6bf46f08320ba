package io.sluice.node.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The examples of "Authenticating Requests: Using the Authorization Header", Amazon S3 API
 * reference, section "Transferring Payload in a Single Chunk": their keys, date and signatures.
 */
class AwsSignerTest {
  private static final AwsCredentialsIdentity EXAMPLE =
      AwsCredentialsIdentity.create(
          "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

  private final AwsSigner signer =
      new AwsSigner(
          "s3", "us-east-1", Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC));

  private HttpHeaders signed(String method, String path, Map<String, String> headers, String body) {
    return signer
        .sign(
            method,
            URI.create("https://examplebucket.s3.amazonaws.com" + path),
            headers,
            new Payload.Bytes(body.getBytes(UTF_8)),
            EXAMPLE)
        .build()
        .headers();
  }

  @Test
  void getObjectHasTheSignatureOfAwsOwnExample() {
    HttpHeaders headers = signed("GET", "/test.txt", Map.of("Range", "bytes=0-9"), "");

    assertThat(headers.firstValue("x-amz-date")).hasValue("20130524T000000Z");
    assertThat(headers.firstValue("x-amz-content-sha256"))
        .hasValue("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(headers.firstValue("Authorization").orElseThrow())
        .contains("Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request")
        .contains("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date")
        .endsWith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void putObjectWithAPercentEncodedKeyHasTheSignatureOfAwsOwnExample() {
    HttpHeaders headers =
        signed(
            "PUT",
            "/" + S3Mailbox.encoded("test$file.text"),
            Map.of(
                "Date",
                "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class",
                "REDUCED_REDUNDANCY"),
            "Welcome to Amazon S3.");

    assertThat(headers.firstValue("x-amz-content-sha256"))
        .hasValue("44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
    assertThat(headers.firstValue("Authorization").orElseThrow())
        .endsWith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void aRolesTokenIsSignedToo() {
    HttpHeaders headers =
        signer
            .sign(
                "GET",
                URI.create("https://examplebucket.s3.amazonaws.com/test.txt"),
                Map.of(),
                Payload.NOTHING,
                AwsSessionCredentialsIdentity.create("ASIA", "secret", "the-token"))
            .build()
            .headers();

    assertThat(headers.firstValue("X-Amz-Security-Token")).hasValue("the-token");
    assertThat(headers.firstValue("Authorization").orElseThrow())
        .contains(";x-amz-security-token,");
  }
}
