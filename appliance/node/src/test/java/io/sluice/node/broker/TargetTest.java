package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.node.broker.Target.Encapsulation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vxlan://10.40.9.4:4789?vni=77",
        "vxlan://[fd00::4]:14789?vni=16777215",
        "geneve://ids.example.com:6081?vni=0",
        "gre://10.40.9.4",
        "gre://10.40.9.4?key=4294967295",
        "erspan://10.40.9.4?session=1023"
      })
  void whatIsReadIsTold(String url) {
    assertThat(Target.parse(url)).hasToString(url);
  }

  @Test
  void thePortIsTheRegisteredOneUnlessSaid() {
    assertThat(Target.parse("vxlan://10.0.0.1?vni=1"))
        .isEqualTo(new Target(Encapsulation.VXLAN, "10.0.0.1", 4789, 1));
    assertThat(Target.parse("geneve://[fd00::1]?vni=1"))
        .isEqualTo(new Target(Encapsulation.GENEVE, "fd00::1", 6081, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vxlan://10.0.0.1", // no VNI
        "vxlan://10.0.0.1?vni=16777216",
        "vxlan://10.0.0.1?vni=-1",
        "vxlan://10.0.0.1?vni=7x",
        "vxlan://10.0.0.1?session=7",
        "vxlan://10.0.0.1:0?vni=7",
        "vxlan://10.0.0.1:65536?vni=7",
        "vxlan://?vni=7",
        "vxlan://user@10.0.0.1?vni=7",
        "vxlan://10.0.0.1/path?vni=7",
        "gre://10.0.0.1:47?key=1",
        "gre://10.0.0.1?key=4294967296",
        "erspan://10.0.0.1?session=1024",
        "erspan://10.0.0.1",
        "udp://10.0.0.1:9?vni=1",
        "10.0.0.1:4789",
        "not a url"
      })
  void whatIsNoTargetIsRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Target.parse(url))
        .withMessageStartingWith("the target `" + url + "`");
  }

  private static ToolConfig tool(String name, String... balance) {
    List<Target> targets = List.of(balance).stream().map(Target::parse).toList();
    return new ToolConfig(name, "", List.of(), targets, 0, Set.of(), 1, Set.of(), 0, null);
  }

  @Test
  void aToolNeedsANameAndTargetsOfOneKind() {
    assertThatIllegalArgumentException().isThrownBy(() -> tool("a b", "gre://10.0.0.1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tool("ids"))
        .withMessage("the tool `ids` needs targets either to replicate to or to balance over");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tool("ids", "gre://10.0.0.1", "gre://10.0.0.1"))
        .withMessage("the tool `ids` has a target twice");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              List<Target> one = List.of(Target.parse("gre://10.0.0.1"));
              new ToolConfig("ids", "", one, one, 0, Set.of(), 1, Set.of(), 0, null);
            });
  }

  @Test
  void whatWouldSendNothingIsRefused() {
    List<Target> one = List.of(Target.parse("gre://10.0.0.1"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ToolConfig("t", "", one, List.of(), 20, Set.of(), 1, Set.of(), 0, null));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ToolConfig("t", "", one, List.of(), 0, Set.of(), 0, Set.of(), 0, null));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ToolConfig("t", "", one, List.of(), 0, Set.of(), 1, Set.of(), 7, null));
  }
}
