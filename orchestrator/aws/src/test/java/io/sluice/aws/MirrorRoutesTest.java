package io.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

class MirrorRoutesTest {
  private static final List<String> FLEET = List.of("10.60.0.0/19", "10.60.32.0/19");

  private static Route to(String range, Consumer<Route.Builder> by) {
    return Route.builder()
        .destinationCidrBlock(range)
        .state(RouteState.ACTIVE)
        .applyMutation(by)
        .build();
  }

  private static RouteTable main(Route... routes) {
    return table(routes).associations(RouteTableAssociation.builder().main(true).build()).build();
  }

  private static RouteTable ofSubnet(Route... routes) {
    return table(routes)
        .associations(RouteTableAssociation.builder().main(false).subnetId("subnet-1").build())
        .build();
  }

  private static RouteTable.Builder table(Route... routes) {
    List<Route> all = new ArrayList<>(List.of(routes));
    all.add(to("172.16.0.0/12", route -> route.gatewayId("local")));
    return RouteTable.builder().vpcId("vpc-1").routes(all);
  }

  private static boolean leads(RouteTable... tables) {
    return new MirrorRoutes(List.of(tables), FLEET).lead("vpc-1", "subnet-1");
  }

  @Test
  void peeringAndTransitGatewayLead() {
    assertThat(leads(main(to("10.60.0.0/16", route -> route.vpcPeeringConnectionId("pcx-1")))))
        .isTrue();
    assertThat(leads(main(to("10.0.0.0/8", route -> route.transitGatewayId("tgw-1"))))).isTrue();
  }

  @Test
  void internetAndNatDoNot() {
    assertThat(leads(main(to("0.0.0.0/0", route -> route.gatewayId("igw-1"))))).isFalse();
    assertThat(leads(main(to("0.0.0.0/0", route -> route.natGatewayId("nat-1"))))).isFalse();
    assertThat(leads(main())).isFalse();
    assertThat(leads()).isFalse();
  }

  @Test
  void mostSpecificRouteDecides() {
    assertThat(
            leads(
                main(
                    to("0.0.0.0/0", route -> route.gatewayId("igw-1")),
                    to("10.60.0.0/16", route -> route.vpcPeeringConnectionId("pcx-1")))))
        .isTrue();
    assertThat(
            leads(
                main(
                    to("10.0.0.0/8", route -> route.transitGatewayId("tgw-1")),
                    to("10.60.0.0/16", route -> route.natGatewayId("nat-1")))))
        .isFalse();
  }

  @Test
  void blackholeLeadsNowhere() {
    assertThat(
            leads(
                main(
                    to(
                        "10.60.0.0/16",
                        route ->
                            route.vpcPeeringConnectionId("pcx-1").state(RouteState.BLACKHOLE)))))
        .isFalse();
  }

  @Test
  void allOfTheFleetMustBeReached() {
    assertThat(leads(main(to("10.60.0.0/19", route -> route.vpcPeeringConnectionId("pcx-1")))))
        .isFalse();
  }

  @Test
  void tableOfTheSubnetComesBeforeTheMainOne() {
    RouteTable joined = main(to("10.60.0.0/16", route -> route.vpcPeeringConnectionId("pcx-1")));

    assertThat(leads(joined, ofSubnet())).isFalse();
    assertThat(
            leads(
                main(),
                ofSubnet(to("10.60.0.0/16", route -> route.vpcPeeringConnectionId("pcx-1")))))
        .isTrue();
  }
}
