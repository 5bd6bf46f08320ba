package io.sluice.node.broker;

import static io.sluice.node.broker.Counted.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.Ethernet;
import io.sluice.packet.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments have no ports, but go where their packet's flow goes. */
class FragmentsFollowTest {
  private static final int FLOWS = 60;

  private final Broker broker = new Broker(InetAddress.getLoopbackAddress());
  private final Shown shown = new Shown();
  private Receiver one;
  private Receiver two;

  @BeforeEach
  void open() throws IOException {
    one = new Receiver();
    two = new Receiver();
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
    one.close();
    two.close();
  }

  private static byte[] udp(int flow, int toPort) {
    return Made.udp(10_000 + flow, toPort, new byte[120]);
  }

  private static byte[] whole(boolean six, int flow) {
    return six
        ? Made.ethernet(Ethernet.TYPE_IPV6, Made.ipv6(1, 2, Ports.UDP, udp(flow, 53)))
        : Made.ethernet(Ethernet.TYPE_IPV4, Made.ipv4(1, 2, Ports.UDP, udp(flow, 53)));
  }

  /** Bytes from {@code offset} to {@code end} of the packet of 128. */
  private static byte[] part(boolean six, int flow, int toPort, int offset, int end) {
    byte[] part = Arrays.copyOfRange(udp(flow, toPort), offset, end);
    return six
        ? Made.ethernet(
            Ethernet.TYPE_IPV6, Made.ipv6Part(1, 2, Ports.UDP, flow, offset, end < 128, part))
        : Made.ethernet(
            Ethernet.TYPE_IPV4, Made.ipv4Part(1, 2, Ports.UDP, flow, offset, end < 128, part));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allFragmentsGoToTheTargetOfTheirFlow(boolean six) throws Exception {
    broker.change(
        List.of(
            new ToolConfig(
                "ids",
                "",
                List.of(),
                List.of(one.vxlan(1), two.vxlan(2)),
                0,
                Set.of(),
                1,
                Set.of(),
                0,
                null)));
    BrokerTap tap = broker.tap();
    int first = 0;
    for (int flow = 0; flow < FLOWS; flow++) {
      shown.show(
          tap,
          whole(six, flow),
          part(six, flow, 53, 0, 40),
          part(six, flow, 53, 80, 128),
          part(six, flow, 53, 40, 80));
      settled(broker, "ids");
      List<Receiver.Datagram> ones = one.take();
      List<Receiver.Datagram> twos = two.take();
      assertThat(ones.isEmpty() || twos.isEmpty()).as("flow %d is together", flow).isTrue();
      assertThat(ones.size() + twos.size()).isEqualTo(4);
      first += ones.isEmpty() ? 0 : 1;
    }
    assertThat(first).isBetween(FLOWS / 6, FLOWS * 5 / 6);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFilterOfTheFirstFragmentHoldsForAll(boolean six) throws Exception {
    // libpcap's `port` looks into no IPv6 fragment
    String port53 = six ? "ip6[50:2] = 53" : "udp port 53";
    broker.change(List.of(filtered("dns", port53, one), filtered("others", "not " + port53, two)));
    BrokerTap tap = broker.tap();
    for (int flow = 0; flow < FLOWS; flow++) {
      int port = flow % 2 == 0 ? 53 : 5_000;
      shown.show(
          tap,
          part(six, flow, port, 0, 40),
          part(six, flow, port, 80, 128),
          part(six, flow, port, 40, 80));
    }

    assertThat(settled(broker, "dns").matched()).isEqualTo(3L * FLOWS / 2);
    assertThat(settled(broker, "others").matched()).isEqualTo(3L * FLOWS / 2);
  }

  private static ToolConfig filtered(String name, String filter, Receiver receiver) {
    return new ToolConfig(
        name, filter, List.of(receiver.vxlan(1)), List.of(), 0, Set.of(), 1, Set.of(), 0, null);
  }

  @Test
  void aFragmentBeforeItsFirstIsDecidedByItself() throws Exception {
    broker.change(List.of(filtered("dns", "udp port 53", one), filtered("ip", "ip", two)));
    shown.show(broker.tap(), part(false, 1, 53, 80, 128), part(false, 1, 53, 0, 40));

    assertThat(settled(broker, "dns").matched()).isEqualTo(1);
    assertThat(settled(broker, "ip").matched()).isEqualTo(2);
  }

  @Test
  void aChangeOfToolsForgetsWhatTheEarlierOnesWanted() throws Exception {
    broker.change(List.of(filtered("dns", "udp port 53", one)));
    BrokerTap tap = broker.tap();
    shown.show(tap, part(false, 1, 53, 0, 40));
    broker.change(List.of(filtered("tcp", "tcp", two)));
    shown.show(tap, part(false, 1, 53, 80, 128));

    assertThat(settled(broker, "tcp").filtered()).isEqualTo(1);
  }
}
