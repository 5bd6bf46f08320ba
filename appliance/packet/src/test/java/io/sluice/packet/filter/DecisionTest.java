package io.sluice.packet.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.packet.LinkType;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What runs is the program that libpcap would run, whichever way it runs, and makes no garbage. */
class DecisionTest {
  private static final int ROUNDS = 20_000;
  private static final List<String> EXPRESSIONS =
      List.of(
          "tcp port 80",
          "host 10.0.0.7 and not vlan 5",
          "ip[ip[2:2] & 0x3f:2] * 3 - tcp[4] >> 1 < len / (ip[8] | 1) % 700 ^ 3",
          "-ip[1] > udp[0:4] or ip[0] << ip[1] = ip6[3] >> 2",
          "geneve 5 and (tcp or ip6 and vlan and host 10.0.0.1)",
          "ip6 protochain 6 or ip protochain 17",
          "portrange 100-2000 and not ip6 net fe80::/10",
          "inner tcp or vni 7 and less 400",
          "ip[0xfffffffe:4] = 3 or ether[0] & 0xffffffff = 0 or ip[8] < 100");

  @Test
  void libpcapMakesTheSamePrograms() throws FilterException {
    // As tcpdump 4.99 with libpcap 1.10 prints them by -y EN10MB -ddd
    assertThat(listing("tcp port 80"))
        .isEqualTo(
            "20;40 0 0 12;21 0 6 34525;48 0 0 20;21 0 15 6;40 0 0 54;21 12 0 80;40 0 0 56;"
                + "21 10 11 80;21 0 10 2048;48 0 0 23;21 0 8 6;40 0 0 20;69 6 0 8191;"
                + "177 0 0 14;72 0 0 14;21 2 0 80;72 0 0 16;21 0 1 80;6 0 0 262144;6 0 0 0;");
    assertThat(listing("udp portrange 53-60 or icmp6"))
        .isEqualTo(
            "27;40 0 0 12;21 0 11 34525;48 0 0 20;21 0 5 17;40 0 0 54;53 0 1 53;"
                + "37 0 18 60;40 0 0 56;53 15 17 53;21 15 0 58;21 0 15 44;48 0 0 54;"
                + "21 12 13 58;21 0 12 2048;48 0 0 23;21 0 10 17;40 0 0 20;69 8 0 8191;"
                + "177 0 0 14;72 0 0 14;53 0 1 53;37 0 3 60;72 0 0 16;53 0 2 53;37 1 0 60;"
                + "6 0 0 262144;6 0 0 0;");
    assertThat(listing("tcp[tcpflags] & (tcp-syn|tcp-fin) != 0"))
        .isEqualTo(
            "11;40 0 0 12;21 0 8 2048;48 0 0 23;21 0 6 6;40 0 0 20;69 4 0 8191;177 0 0 14;"
                + "80 0 0 27;69 0 1 3;6 0 0 262144;6 0 0 0;");
  }

  private static String listing(String expression) throws FilterException {
    return PacketFilter.compile(expression, LinkType.ETHERNET).listing().replace('\n', ';');
  }

  /** Something of the kind that the expressions ask for, cut off anywhere. */
  private static byte[] packet(Random random) {
    byte[] packet = new byte[random.nextInt(120)];
    random.nextBytes(packet);
    int[][] types = {{8, 0, 0x45}, {0x86, 0xdd, 0x60}, {8, 0, 0x46}};
    int[] type = types[random.nextInt(types.length)];
    for (int i = 0; i < type.length && 12 + i < packet.length; i++) {
      packet[12 + i] = (byte) type[i];
    }
    int[] protocols = {6, 17, 51, 0, 60};
    if (packet.length > 38) {
      packet[23] = (byte) protocols[random.nextInt(protocols.length)];
      packet[20] = random.nextBoolean() ? 0 : packet[23];
      packet[36] = 0x17;
      packet[37] = (byte) 0xc1;
    }
    return packet;
  }

  @Test
  void compiledAndInterpretedAnswersAreTheSame() throws FilterException {
    Random random = new Random(5);
    int yes = 0;
    for (String expression : EXPRESSIONS) {
      PacketFilter filter = PacketFilter.compile(expression, LinkType.ETHERNET);
      Program program = filter.program;
      Questions questions =
          new Questions(
              List.of(new Expression.Protocol(6, true, true, true), new Expression.Vni(7)), 1);
      Decision compiled = Assembler.decision(program);
      Decision interpreted = new Interpreter(program);
      assertThat(compiled).isNotInstanceOf(Interpreter.class);
      for (int i = 0; i < 3000; i++) {
        MemorySegment memory = MemorySegment.ofArray(packet(random));
        int captured = (int) memory.byteSize();
        Arrays.fill(questions.scratch, 0);
        questions.next();
        boolean expected = interpreted.matches(memory, 0, captured, 500, -1, questions);
        questions.next();
        assertThat(compiled.matches(memory, 0, captured, 500, -1, questions))
            .as("%s, packet %d", expression, i)
            .isEqualTo(expected);
        yes += expected ? 1 : 0;
      }
    }
    assertThat(yes).isBetween(1000, EXPRESSIONS.size() * 3000 - 1000);
  }

  @Test
  void aPacketMakesNoObject() throws FilterException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    PacketFilter filter =
        PacketFilter.compile(
            "inner host 10.0.0.7 and tcp[tcpflags] & tcp-syn != 0 or vni 9", LinkType.ETHERNET);
    MemorySegment packet =
        Frames.memory(
            Frames.ethernet(0x800, Frames.ipv4(6, "10.0.0.7", "10.0.0.8", Frames.tcp(1, 2, 2))));
    int captured = (int) packet.byteSize();
    long matched = 0;
    for (int i = 0; i < ROUNDS; i++) {
      matched += filter.matches(packet, 0, captured, captured, 3) ? 1 : 0;
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      matched += filter.matches(packet, 0, captured, captured, 3) ? 1 : 0;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(matched).isEqualTo(2L * ROUNDS);
    assertThat(allocated).isLessThan(ROUNDS);
  }

  @Test
  void eachThreadHasItsOwn() throws FilterException {
    PacketFilter filter = PacketFilter.compile("inner tcp", LinkType.ETHERNET);
    PacketFilter another = filter.another();

    assertThat(another).isNotSameAs(filter);
    assertThat(another.text()).isEqualTo("inner tcp");
    assertThat(another.expression()).isEqualTo(filter.expression());
    assertThat(
            Frames.matches(
                another,
                Frames.ethernet(0x800, Frames.ipv4(6, "1.1.1.1", "2.2.2.2", Frames.tcp(1, 2, 2)))))
        .isTrue();
  }
}
