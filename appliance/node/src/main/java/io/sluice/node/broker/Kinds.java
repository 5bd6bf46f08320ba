package io.sluice.node.broker;

import io.sluice.packet.Memory;
import io.sluice.packet.Ports;
import io.sluice.packet.Tcp;
import io.sluice.packet.Udp;

/**
 * Tells by whose {@link Mask} a packet's payload is covered: by its ports, by how it begins, and by
 * how its flow began. What cannot be told is covered by all. One worker's own.
 */
final class Kinds {
  private static final int FLOWS = 1 << 14;

  private static final int OF_TCP =
      bits(Mask.TCP, Mask.DNS, Mask.HTTP, Mask.TLS, Mask.SIP, Mask.SMTP);
  private static final int OF_UDP = bits(Mask.UDP, Mask.DNS, Mask.TLS, Mask.SIP);

  private final int[] hashes = new int[FLOWS];
  private final byte[] begun = new byte[FLOWS];

  private static int bits(Mask... masks) {
    int bits = 0;
    for (Mask mask : masks) {
      bits |= mask.bit();
    }
    return bits;
  }

  int of(Subject subject) {
    var packet = subject.packet();
    boolean whole = !subject.isPartial() || subject.isFirstFragment();
    int protocol = subject.isFragment() ? subject.header().protocol() : packet.protocol();
    if (protocol != Ports.TCP && protocol != Ports.UDP) {
      return 0;
    }
    boolean tcp = protocol == Ports.TCP;
    if (!whole) {
      return tcp ? OF_TCP : OF_UDP;
    }
    int bits = tcp ? Mask.TCP.bit() : Mask.UDP.bit();
    bits |= byPort(tcp, packet.sourcePort()) | byPort(tcp, packet.destinationPort());
    return bits | bySpeech(subject, tcp);
  }

  private static int byPort(boolean tcp, int port) {
    return switch (port) {
      case 53, 5353, 5355 -> Mask.DNS.bit();
      case 5060 -> Mask.SIP.bit();
      case 5061 -> Mask.SIP.bit() | Mask.TLS.bit();
      case 443, 853 -> Mask.TLS.bit();
      default -> tcp ? byTcpPort(port) : 0;
    };
  }

  private static int byTcpPort(int port) {
    return switch (port) {
      case 80, 8000, 8080, 8888, 3128 -> Mask.HTTP.bit();
      case 636, 989, 990, 992, 993, 995, 8443 -> Mask.TLS.bit();
      case 465 -> Mask.TLS.bit() | Mask.SMTP.bit();
      case 25, 587 -> Mask.SMTP.bit();
      default -> 0;
    };
  }

  private int bySpeech(Subject subject, boolean tcp) {
    int slot = (int) (Words.mix(1, subject.hash()) >>> 32) & FLOWS - 1;
    int remembered = hashes[slot] == subject.hash() ? begun[slot] : 0;
    long payload = Payload.start(subject);
    if (Payload.end(subject) - payload < Integer.BYTES) {
      return remembered;
    }
    int heard = beginning(Memory.i32(subject.memory(), payload), tcp);
    if (heard != 0) {
      hashes[slot] = subject.hash();
      begun[slot] = (byte) (remembered | heard);
    }
    return remembered | heard;
  }

  /** By the first four bytes. */
  private static int beginning(int letters, boolean tcp) {
    int sip =
        switch (letters) {
          case 0x5349502f, // SIP/
              0x494e5649, // INVITE
              0x52454749, // REGISTER
              0x41434b20, // ACK
              0x42594520, // BYE
              0x43414e43, // CANCEL
              0x4f505449, // OPTIONS
              0x53554253, // SUBSCRIBE
              0x4e4f5449, // NOTIFY
              0x5055424c, // PUBLISH
              0x494e464f, // INFO
              0x52454645, // REFER
              0x4d455353, // MESSAGE
              0x55504441, // UPDATE
              0x50524143 -> // PRACK
              Mask.SIP.bit();
          default -> 0;
        };
    return tcp ? sip | beginningOfTcp(letters) : sip;
  }

  private static int beginningOfTcp(int letters) {
    return switch (letters) {
      case 0x47455420, // GET
          0x504f5354, // POST
          0x48454144, // HEAD
          0x50555420, // PUT
          0x44454c45, // DELETE
          0x4f505449, // OPTIONS
          0x50415443, // PATCH
          0x434f4e4e, // CONNECT
          0x54524143, // TRACE
          0x50524920, // PRI, which opens HTTP/2
          0x48545450 -> // HTTP
          Mask.HTTP.bit();
      case 0x45484c4f, 0x48454c4f -> // EHLO, HELO
          Mask.SMTP.bit();
      // A record of a handshake, of TLS or of SSL 3
      default -> letters >>> 8 >= 0x160300 && letters >>> 8 <= 0x160304 ? Mask.TLS.bit() : 0;
    };
  }

  /** Of a first fragment, or of a packet that is none. */
  static final class Payload {
    private Payload() {}

    /** Where the transport header starts, or -1. */
    static long transport(Subject subject) {
      return subject.isFragment() ? subject.header().payload() : subject.packet().transport();
    }

    /** Where what the transport carries starts; behind the end where its header is cut off. */
    static long start(Subject subject) {
      long transport = transport(subject);
      if (transport < 0) {
        return Long.MAX_VALUE >> 1;
      }
      if (protocol(subject) == Ports.UDP) {
        return transport + Udp.HEADER_LENGTH;
      }
      boolean told = end(subject) - transport > Tcp.OFFSET_AND_FLAGS;
      int length = told ? Tcp.headerLength(subject.memory(), transport) : 0;
      return transport + Math.max(Tcp.MIN_HEADER_LENGTH, length);
    }

    static long end(Subject subject) {
      return subject.isFragment() ? subject.header().end() : subject.packet().end();
    }

    static int protocol(Subject subject) {
      return subject.isFragment() ? subject.header().protocol() : subject.packet().protocol();
    }
  }
}
