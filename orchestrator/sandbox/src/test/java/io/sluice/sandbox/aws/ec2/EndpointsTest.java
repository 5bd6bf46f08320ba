package io.sluice.sandbox.aws.ec2;

import static io.sluice.sandbox.aws.ec2.Bench.filter;
import static io.sluice.sandbox.aws.ec2.Bench.refusal;
import static io.sluice.sandbox.aws.ec2.Bench.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.sandbox.aws.cloud.GatewayEndpoint;
import io.sluice.sandbox.testing.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

class EndpointsTest {
  private Bench bench;

  @BeforeEach
  void start(@TempDir Path folder) {
    bench = new Bench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private ServiceConfiguration service(boolean acceptance) {
    return bench
        .ec2
        .createVpcEndpointServiceConfiguration(
            r ->
                r.gatewayLoadBalancerArns(FakeBalancers.GATEWAY)
                    .acceptanceRequired(acceptance)
                    .clientToken("service")
                    .tagSpecifications(tags(ResourceType.VPC_ENDPOINT_SERVICE, "stack", "s")))
        .serviceConfiguration();
  }

  private VpcEndpoint endpoint(String service, String subnet) {
    return bench
        .ec2
        .createVpcEndpoint(
            r ->
                r.vpcEndpointType(VpcEndpointType.GATEWAY_LOAD_BALANCER)
                    .vpcId(Bench.VPC)
                    .serviceName(service)
                    .subnetIds(subnet))
        .vpcEndpoint();
  }

  private String state(String endpoint) {
    return bench
        .ec2
        .describeVpcEndpoints(r -> r.vpcEndpointIds(endpoint))
        .vpcEndpoints()
        .getFirst()
        .stateAsString();
  }

  private void untilAvailable(String endpoint) throws Exception {
    Await.until("it is available", () -> state(endpoint).equals("available"));
  }

  @Test
  void anEndpointComesToBeTheWayToItsLoadBalancer() throws Exception {
    ServiceConfiguration service = service(false);
    assertThat(service(false).serviceId()).as("the same token").isEqualTo(service.serviceId());
    assertThat(service.serviceName())
        .isEqualTo("com.amazonaws.vpce.eu-west-1." + service.serviceId());
    assertThat(service.availabilityZones()).containsExactly("eu-west-1a");
    VpcEndpoint made = endpoint(service.serviceName(), Bench.SUBNET);
    assertThat(made.stateAsString()).isEqualTo("pending");
    assertThat(bench.compute().gatewayEndpoints(Bench.REGION)).isEmpty();
    untilAvailable(made.vpcEndpointId());
    assertThat(bench.compute().gatewayEndpoints(Bench.REGION))
        .extracting(GatewayEndpoint::id, GatewayEndpoint::zone, GatewayEndpoint::balancer)
        .containsExactly(tuple(made.vpcEndpointId(), "eu-west-1a", FakeBalancers.GATEWAY));
    assertThat(bench.compute().uses(Bench.REGION, FakeBalancers.GATEWAY)).isTrue();
    bench.ec2.createTrafficMirrorTarget(r -> r.gatewayLoadBalancerEndpointId(made.vpcEndpointId()));
  }

  @Test
  void anEndpointHasOneSubnetInAZoneOfItsService() {
    String service = service(false).serviceName();
    assertThat(refusal(() -> endpoint(service, Bench.SUBNET_B))).isEqualTo("InvalidParameter");
    assertThat(
            refusal(
                () ->
                    bench.ec2.createVpcEndpoint(
                        r ->
                            r.vpcEndpointType(VpcEndpointType.GATEWAY_LOAD_BALANCER)
                                .vpcId(Bench.VPC)
                                .serviceName(service)
                                .subnetIds(Bench.SUBNET, Bench.SUBNET_B))))
        .isEqualTo("InvalidParameter");
    assertThat(
            refusal(
                () ->
                    bench.ec2.createVpcEndpoint(
                        r -> r.vpcId(Bench.VPC).serviceName(service).subnetIds(Bench.SUBNET))))
        .as("a gateway endpoint, as the type is when absent")
        .isEqualTo("InvalidParameter");
    assertThat(refusal(() -> endpoint(service + "0", Bench.SUBNET)))
        .isEqualTo("InvalidServiceName");
  }

  @Test
  void aServiceWithAcceptanceWaitsForItsOwner() throws Exception {
    ServiceConfiguration service = service(true);
    String id = endpoint(service.serviceName(), Bench.SUBNET).vpcEndpointId();
    assertThat(state(id)).isEqualTo("pendingAcceptance");
    assertThat(
            bench
                .ec2
                .describeVpcEndpointConnections(
                    r -> r.filters(filter("service-id", service.serviceId())))
                .vpcEndpointConnections())
        .extracting("vpcEndpointId")
        .containsExactly(id);
    bench.ec2.acceptVpcEndpointConnections(
        r -> r.serviceId(service.serviceId()).vpcEndpointIds(id));
    untilAvailable(id);
  }

  @Test
  void aServiceGoesAfterItsEndpoints() throws Exception {
    ServiceConfiguration service = service(false);
    String id = endpoint(service.serviceName(), Bench.SUBNET).vpcEndpointId();
    untilAvailable(id);
    var kept =
        bench.ec2.deleteVpcEndpointServiceConfigurations(r -> r.serviceIds(service.serviceId()));
    assertThat(kept.unsuccessful().getFirst().error().code())
        .isEqualTo("ExistingVpcEndpointConnections");
    assertThat(bench.ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(id)).unsuccessful()).isEmpty();
    assertThat(bench.compute().gatewayEndpoints(Bench.REGION)).isEmpty();
    Await.until(
        "the endpoint is gone", () -> bench.ec2.describeVpcEndpoints().vpcEndpoints().isEmpty());
    assertThat(
            bench
                .ec2
                .deleteVpcEndpointServiceConfigurations(r -> r.serviceIds(service.serviceId()))
                .unsuccessful())
        .isEmpty();
    assertThat(bench.ec2.describeNetworkInterfaces().networkInterfaces()).hasSize(65);
    assertThat(
            bench
                .ec2
                .deleteVpcEndpoints(r -> r.vpcEndpointIds(id))
                .unsuccessful()
                .getFirst()
                .error()
                .code())
        .isEqualTo("InvalidVpcEndpointId.NotFound");
  }

  @Test
  void whatCanBeConnectedToIsListed() {
    String service = service(false).serviceName();
    assertThat(bench.ec2.describeVpcEndpointServices().serviceNames())
        .isEqualTo(List.of("com.amazonaws.eu-west-1.s3", service));
    assertThat(
            bench
                .ec2
                .describeVpcEndpointServices(r -> r.serviceNames(service))
                .serviceDetails()
                .getFirst()
                .availabilityZones())
        .containsExactly("eu-west-1a");
  }

  @Test
  void aServiceNeedsALoadBalancerThatIsThereAndNobodyElses() {
    service(false);
    for (String arn : List.of(FakeBalancers.GATEWAY, FakeBalancers.NETWORK, "arn:x")) {
      assertThat(
              refusal(
                  () ->
                      bench.ec2.createVpcEndpointServiceConfiguration(
                          r -> r.gatewayLoadBalancerArns(arn))))
          .isEqualTo("InvalidParameter");
    }
  }
}
