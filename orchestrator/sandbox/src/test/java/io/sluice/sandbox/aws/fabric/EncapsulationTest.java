package io.sluice.sandbox.aws.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.testing.Tshark;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another's eyes on what the fabric puts on the wire. */
class EncapsulationTest {
  private static final String WEB = "10.60.0.10";
  private static final String DB = "10.60.0.20";

  @TempDir private Path folder;

  @Test
  void tsharkReadsAMirroredFrameInsideVxlan() throws Exception {
    byte[] frame = Packets.tcp(WEB, 5000, DB, 443, 100);
    Path file = folder.resolve("vxlan.pcap");
    Tshark.write(file, List.of(vxlan(frame, frame.length), vxlan(frame, 60)));

    assertThat(
            Tshark.fields(
                file, "", "ip.src", "udp.dstport", "vxlan.flags", "vxlan.vni", "tcp.dstport"))
        .containsExactly(
            "10.60.0.10,10.60.0.10\t4789\t0x0800\t11259375\t443",
            "10.60.0.10,10.60.0.10\t4789\t0x0800\t11259375\t443");
    assertThat(Tshark.fields(file, "", "ip.checksum.status"))
        .allSatisfy(statuses -> assertThat(statuses).startsWith("1"));
    assertThat(Tshark.fields(file, "_ws.malformed", "frame.number")).isEmpty();
  }

  @Test
  void tsharkReadsTheThreeOptionsOfGeneve() throws Exception {
    byte[] frame = Packets.tcp(WEB, 5000, DB, 443, 100);
    byte[] options =
        Geneve.options(GatewayWay.endpointId("vpce-0a1b2c3d4e5f60718"), 0x1122334455667788L, 7);
    byte[] payload = Geneve.wrap(options, vxlan(frame, frame.length));
    Path file = folder.resolve("geneve.pcap");
    Tshark.write(
        file,
        List.of(
            Encapsulation.udp(
                Addresses.of("10.60.1.4"), 50_000, Addresses.of("10.60.1.5"), 6081, payload)));

    assertThat(
            Tshark.fields(
                file,
                "",
                "geneve.version",
                "geneve.proto_type",
                "geneve.vni",
                "geneve.option.class",
                "geneve.option.type",
                "geneve.option.length",
                "vxlan.vni",
                "tcp.srcport"))
        .containsExactly(
            "0\t0x0800\t0x000000\t0x0108,0x0108,0x0108\t0x01,0x02,0x03\t32,12,12,8\t11259375"
                + "\t5000");
    assertThat(Tshark.fields(file, "", "geneve.option.unknown.data"))
        .containsExactly("a1b2c3d4e5f60718,1122334455667788,00000007");
    assertThat(Tshark.fields(file, "_ws.malformed", "frame.number")).isEmpty();
  }

  @Test
  void theSourcePortIsTheFlowsInBothDirectionsAndWithinTheRangeOfRfc7348() {
    for (int port = 1000; port < 1100; port++) {
      int there = sourcePort(Packets.tcp(WEB, port, DB, 443, 0));
      int back = sourcePort(Packets.tcp(DB, 443, WEB, port, 0));
      assertThat(back).isEqualTo(there).isBetween(49_152, 65_535);
    }
  }

  private static int sourcePort(byte[] frame) {
    return Encapsulation.sourcePort(Headers.of(frame).hash());
  }

  private static byte[] vxlan(byte[] frame, int length) {
    return Encapsulation.udp(
        Addresses.of(WEB),
        Encapsulation.sourcePort(Headers.of(frame).hash()),
        Addresses.of("10.60.0.100"),
        Encapsulation.VXLAN_PORT,
        Encapsulation.vxlan(0xabcdef, frame, length));
  }
}
