package io.sluice.aws;

import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** Some of EC2's calls answer 200 and say in the body what they did not do. */
final class Unsuccessful {
  private Unsuccessful() {}

  /**
   * @throws Ec2Exception as if the call had failed with the first item's code
   */
  static void raise(List<UnsuccessfulItem> items) {
    for (UnsuccessfulItem item : items) {
      throw Ec2Exception.builder()
          .statusCode(400)
          .message(item.error().message())
          .awsErrorDetails(
              AwsErrorDetails.builder()
                  .serviceName("Ec2")
                  .errorCode(item.error().code())
                  .errorMessage(item.error().message())
                  .build())
          .build();
    }
  }
}
