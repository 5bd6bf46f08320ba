package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.PutLifecycleHookRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The judge itself: it must refuse what AWS's models refuse. */
class ApiJudgeTest {
  @BeforeEach
  void needsModels() {
    assumeThat(ApiJudge.models()).as("SKIPPED: no API models in shared/").isNotNull();
  }

  @Test
  void letsThroughWhatIsRight() {
    assertThat(
            ApiJudge.faults(
                "Ec2",
                "CreateSubnet",
                CreateSubnetRequest.builder()
                    .vpcId("vpc-1")
                    .cidrBlock("10.0.0.0/24")
                    .tagSpecifications(
                        TagSpecification.builder().resourceType(ResourceType.SUBNET).build())
                    .build()))
        .isEmpty();
  }

  @Test
  void missesWhatIsRequired() {
    assertThat(ApiJudge.faults("Ec2", "CreateSubnet", CreateSubnetRequest.builder().build()))
        .contains("CreateSubnet.VpcId is required");
  }

  @Test
  void knowsEnumsAndUnknownMembers() {
    assertThat(
            ApiJudge.faults(
                "Ec2",
                "CreateVpc",
                CreateVpcRequest.builder()
                    .tagSpecifications(TagSpecification.builder().resourceType("cloud").build())
                    .build()))
        .singleElement()
        .asString()
        .contains("TagSpecifications[0].ResourceType is cloud");
    assertThat(
            ApiJudge.faults(
                "Ec2",
                "DescribeVpcs",
                CreateSubnetRequest.builder().cidrBlock("10.0.0.0/24").build()))
        .contains("DescribeVpcs.CidrBlock is unknown");
  }

  @Test
  void knowsLengths() {
    assertThat(
            ApiJudge.faults(
                "AutoScaling",
                "PutLifecycleHook",
                PutLifecycleHookRequest.builder()
                    .autoScalingGroupName("x".repeat(256))
                    .lifecycleHookName("h")
                    .build()))
        .singleElement()
        .asString()
        .contains("above 255");
  }

  @Test
  void standsInEveryClientOfTheseTests() {
    AwsSession session = Fixtures.session("http://127.0.0.1:9");
    Clients clients = new Clients(session, () -> {});
    assertThatThrownBy(() -> clients.ec2().createSubnet(request -> request.cidrBlock("x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CreateSubnet.VpcId is required");
  }
}
