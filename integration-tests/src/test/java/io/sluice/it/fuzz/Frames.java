package io.sluice.it.fuzz;

/** Packets made by hand, layer by layer, for seeds. */
final class Frames {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int GRE = 47;
  private static final int CLIENT = 0x0a000001;
  private static final int SERVER = 0x0a000002;

  private Frames() {}

  static byte[] ethernet(int type, byte[] payload) {
    return new Wire()
        .bytes(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1})
        .u16(type)
        .bytes(payload)
        .done();
  }

  static byte[] vlan(int id, int type, byte[] payload) {
    return new Wire().u16(id).u16(type).bytes(payload).done();
  }

  static byte[] mpls(int label, int type, byte[] payload) {
    return ethernet(
        0x8847, new Wire().u32((long) label << 12 | 0x1ff).u16(type).bytes(payload).done());
  }

  static byte[] ipv4(boolean fromClient, int protocol, byte[] payload) {
    return ipv4(fromClient, protocol, 7, 0, payload);
  }

  /**
   * @param fragment flags and offset
   */
  static byte[] ipv4(
      boolean fromClient, int protocol, int identification, int fragment, byte[] payload) {
    return new Wire()
        .u16(0x4500)
        .u16(20 + payload.length)
        .u16(identification)
        .u16(fragment)
        .u8(64)
        .u8(protocol)
        .u16(0)
        .u32(fromClient ? CLIENT : SERVER)
        .u32(fromClient ? SERVER : CLIENT)
        .bytes(payload)
        .done();
  }

  /** With a hop-by-hop header. */
  static byte[] ipv6(boolean fromClient, int protocol, byte[] payload) {
    return new Wire()
        .u32(0x6000_0000)
        .u16(8 + payload.length)
        .u8(0)
        .u8(64)
        .u32(0x20010db8)
        .zeroes(8)
        .u32(fromClient ? 1 : 2)
        .u32(0x20010db8)
        .zeroes(8)
        .u32(fromClient ? 2 : 1)
        .u8(protocol)
        .u8(0)
        .u16(0x0104)
        .u32(0)
        .bytes(payload)
        .done();
  }

  /** With a fragment header. */
  static byte[] ipv6Fragment(int protocol, int offsetAndMore, byte[] payload) {
    return new Wire()
        .u32(0x6000_0000)
        .u16(8 + payload.length)
        .u8(44)
        .u8(64)
        .u32(0x20010db8)
        .zeroes(8)
        .u32(1)
        .u32(0x20010db8)
        .zeroes(8)
        .u32(2)
        .u8(protocol)
        .u8(0)
        .u16(offsetAndMore)
        .u32(99)
        .bytes(payload)
        .done();
  }

  static byte[] udp(int source, int destination, byte[] payload) {
    return new Wire()
        .u16(source)
        .u16(destination)
        .u16(8 + payload.length)
        .u16(0)
        .bytes(payload)
        .done();
  }

  static byte[] tcp(
      int source, int destination, int flags, long sequence, long acknowledgment, byte[] payload) {
    Wire wire = new Wire().u16(source).u16(destination).u32(sequence).u32(acknowledgment);
    byte[] options =
        (flags & 2) != 0
            ? new byte[] {2, 4, 5, (byte) 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7}
            : new byte[] {1, 1, 8, 10, 0, 0, 0, 2, 0, 0, 0, 1};
    return wire.u16((((20 + options.length) / 4) << 12) | flags)
        .u16(1_000)
        .u32(0)
        .bytes(options)
        .bytes(payload)
        .done();
  }

  static byte[] vxlan(int vni, byte[] frame) {
    byte[] header = new Wire().u32(0x0800_0000).u32((long) vni << 8).done();
    return udp(50_000, 4789, new Wire().bytes(header).bytes(frame).done());
  }

  /** As a gateway load balancer has it: three options. */
  static byte[] geneve(int type, byte[] payload) {
    return udp(50_000, 6081, new Wire().bytes(geneveHeader(type)).bytes(payload).done());
  }

  static byte[] geneveHeader(int type) {
    return new Wire()
        .u16(0x0800)
        .u16(type)
        .u32(0)
        .u32(0x0108_0102)
        .u32(1)
        .u32(2)
        .u32(0x0108_0202)
        .u32(3)
        .u32(4)
        .u32(0x0108_0301)
        .u32(5)
        .done();
  }

  static byte[] gre(int type, byte[] payload) {
    return new Wire().u16(0x3000).u16(type).u32(77).u32(1).bytes(payload).done();
  }

  /** ERSPAN type II around a frame. */
  static byte[] erspan(byte[] frame) {
    return new Wire().u16(0x1000).u16(0x88be).u32(1).u32(0x1001_0005).u32(0).bytes(frame).done();
  }

  static byte[] dns(boolean response) {
    Wire wire = new Wire().u16(0x1234).u16(response ? 0x8180 : 0x0100).u16(1);
    wire.u16(response ? 1 : 0).u16(0).u16(0);
    wire.u8(7).text("example").u8(4).text("test").u8(0).u16(1).u16(1);
    return response
        ? wire.u16(0xc00c).u16(1).u16(1).u32(60).u16(4).u32(SERVER).done()
        : wire.done();
  }

  /** A TLS record with a ClientHello that names a server. */
  static byte[] hello() {
    byte[] name = new Wire().u16(14).u8(0).u16(11).text("sluice.test").done();
    byte[] protocols = new Wire().u16(12).u8(2).text("h2").u8(8).text("http/1.1").done();
    byte[] extensions =
        new Wire()
            .u16(0)
            .u16(name.length)
            .bytes(name)
            .u16(16)
            .u16(protocols.length)
            .bytes(protocols)
            .u16(43)
            .u16(3)
            .u8(2)
            .u16(0x0304)
            .u16(13)
            .u16(4)
            .u16(2)
            .u16(0x0403)
            .done();
    Wire hello = new Wire().u16(0x0303).zeroes(32).u8(0).u16(4).u16(0x1301).u16(0xc02f);
    byte[] body = hello.u8(1).u8(0).u16(extensions.length).bytes(extensions).done();
    byte[] handshake = new Wire().u8(1).u8(0).u16(body.length).bytes(body).done();
    return new Wire().u8(22).u16(0x0301).u16(handshake.length).bytes(handshake).done();
  }
}
