package io.sluice.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationsTest {
  private static String name(
      String service, String method, String target, Map<String, String> headers, String body) {
    String[] halves = target.split("\\?", 2);
    return Operations.of(
        new Request(
            "http",
            method,
            halves[0],
            halves.length > 1 ? halves[1] : "",
            headers,
            body.getBytes(StandardCharsets.UTF_8),
            Map.of()),
        new Caller("AKIA", "eu-west-1", service));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, s3:ListBuckets",
    "PUT, /b, s3:CreateBucket",
    "HEAD, /b, s3:HeadBucket",
    "DELETE, /b/, s3:DeleteBucket",
    "GET, /b?list-type=2&prefix=x/, s3:ListObjectsV2",
    "PUT, /b?versioning, s3:PutBucketVersioning",
    "GET, /b?publicAccessBlock, s3:GetPublicAccessBlock",
    "PUT, /b/bundle/x.tar.gz, s3:PutObject",
    "PUT, /b/bundle/x.tar.gz?x-id=PutObject, s3:PutObject",
    "GET, /b/k, s3:GetObject",
    "POST, /b?delete, s3:DeleteObjects"
  })
  void anS3RequestIsNamedByWhatItDoes(String method, String target, String name) {
    assertThat(name("s3", method, target, Map.of(), "")).isEqualTo(name);
  }

  @Test
  void otherServicesNameTheirActionsThemselves() {
    assertThat(name("ec2", "POST", "/", Map.of(), "Action=RunInstances&Version=1"))
        .isEqualTo("ec2:RunInstances");
    assertThat(name("elasticloadbalancing", "GET", "/?Action=DescribeTags", Map.of(), ""))
        .isEqualTo("elbv2:DescribeTags");
    assertThat(
            name(
                "monitoring",
                "POST",
                "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm",
                Map.of(),
                ""))
        .isEqualTo("cloudwatch:PutMetricAlarm");
    assertThat(name("ssm", "POST", "/", Map.of("X-Amz-Target", "AmazonSSM.GetParameter"), "{}"))
        .isEqualTo("ssm:GetParameter");
  }
}
