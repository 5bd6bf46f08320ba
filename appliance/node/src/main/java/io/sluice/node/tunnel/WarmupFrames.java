package io.sluice.node.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Ethernet frames of a made-up conversation, such as most networks carry: an HTTP request over IPv4
 * from handshake to reset, a DNS question and its answer, TCP over IPv6, an ARP request.
 */
@SuppressWarnings("ByteBufferBackingArray") // every buffer here is allocated here, as an array
final class WarmupFrames {
  private static final int ETHERNET = 14;
  private static final int IPV4 = 20;
  private static final int UDP = 8;
  private static final String MACS = "123456789abc123456789abd";
  private static final int CLIENT = 0x0a00_0001;
  private static final int SERVER = 0x0a00_0002;
  private static final int MSS_1460 = 0x020405b4;

  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int PSH = 8;
  private static final int ACK = 16;

  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: warmup\r\n\r\n";
  private static final String RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String DNS_NAME = "067761726d757000" + "00010001";
  private static final String QUESTION = "000101000001000000000000" + DNS_NAME;
  private static final String ANSWER = "000181800001000000000000" + DNS_NAME;

  private static final String TCP_OVER_IPV6 =
      MACS
          + "86dd60000000001406402001"
          + "0db800000000000000000000000120010db80000000000000000000000020050c350"
          + "00000000000000005002000000000000";

  private static final String ARP =
      "ffffffffffff123456789abd08060001080006040001123456789abd0a000001" + "0000000000000a000002";

  private WarmupFrames() {}

  /**
   * In the order of the conversation.
   *
   * @param port the client's, so that another conversation has flows of its own
   */
  static List<byte[]> conversation(int port) {
    int asked = 1 + REQUEST.length();
    int answered = 1 + RESPONSE.length();
    return List.of(
        tcp(true, port, 0, 0, SYN, ""),
        tcp(false, port, 0, 1, SYN | ACK, ""),
        tcp(true, port, 1, 1, ACK, ""),
        tcp(true, port, 1, 1, PSH | ACK, REQUEST),
        tcp(false, port, 1, asked, ACK, ""),
        tcp(false, port, 1, asked, PSH | ACK, RESPONSE),
        tcp(false, port, 1, asked, PSH | ACK, RESPONSE),
        tcp(true, port, asked, answered, ACK, ""),
        tcp(false, port, answered, asked, FIN | ACK, ""),
        tcp(true, port, asked, answered + 1, RST | ACK, ""),
        udp(true, port, QUESTION),
        udp(false, port, ANSWER),
        HexFormat.of().parseHex(TCP_OVER_IPV6),
        HexFormat.of().parseHex(ARP));
  }

  private static byte[] tcp(boolean out, int port, int seq, int ack, int flags, String payload) {
    int words = (flags & SYN) == 0 ? 5 : 6;
    ByteBuffer frame = ipv4(out, 6, 4 * words + payload.length());
    ports(frame, out, port, 80).putInt(seq).putInt(ack);
    frame.putShort((short) (words << 12 | flags)).putShort((short) 0xffff).putInt(0);
    if (words > 5) {
      frame.putInt(MSS_1460);
    }
    return frame.put(payload.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static byte[] udp(boolean out, int port, String payload) {
    byte[] bytes = HexFormat.of().parseHex(payload);
    ByteBuffer frame = ipv4(out, 17, UDP + bytes.length);
    ports(frame, out, port, 53).putShort((short) (UDP + bytes.length)).putShort((short) 0);
    return frame.put(bytes).array();
  }

  private static ByteBuffer ports(ByteBuffer frame, boolean out, int client, int server) {
    return frame
        .putShort((short) (out ? client : server))
        .putShort((short) (out ? server : client));
  }

  private static ByteBuffer ipv4(boolean out, int protocol, int length) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + IPV4 + length);
    frame.put(HexFormat.of().parseHex(MACS + "0800")).putShort((short) 0x4500);
    frame.putShort((short) (IPV4 + length)).putInt(0).put((byte) 64).put((byte) protocol);
    return frame.putShort((short) 0).putInt(out ? CLIENT : SERVER).putInt(out ? SERVER : CLIENT);
  }
}
