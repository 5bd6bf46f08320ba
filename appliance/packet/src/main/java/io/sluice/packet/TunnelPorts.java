package io.sluice.packet;

/**
 * Which UDP ports carry tunnels. The registered ones are known; an installation that uses others
 * adds them. Immutable, so that many decoders share one.
 */
public final class TunnelPorts {
  static final byte NONE = 0;
  static final byte VXLAN = 1;
  static final byte VXLAN_GPE = 2;
  static final byte GENEVE = 3;
  static final byte GTP = 4;
  static final byte TEREDO = 5;
  static final byte L2TP = 6;
  static final byte CAPWAP = 7;
  static final byte LISP = 8;
  static final byte GRE = 9;
  static final byte MPLS = 10;
  static final byte TZSP = 11;
  static final byte AYIYA = 12;

  /**
   * A port where a service answers, be it on the other side's tunnel port: what a name server sends
   * to a client that happens to sit on 4789 is no tunnel.
   */
  private static final byte SERVICE = 13;

  private static final int[] SERVICES = {
    7, 13, 19, 37, 49, 53, 67, 68, 69, 88, 111, 123, 137, 138, 161, 162, 177, 319, 320, 389, 427,
    434, 464, 500, 514, 520, 521, 546, 547, 623, 646, 853
  };

  /** The registered ports: what tshark takes for tunnels without being told. */
  public static final TunnelPorts REGISTERED = registered();

  private final byte[] kinds;

  private TunnelPorts(byte[] kinds) {
    this.kinds = kinds;
  }

  private static TunnelPorts registered() {
    byte[] kinds = new byte[1 << 16];
    for (int service : SERVICES) {
      kinds[service] = SERVICE;
    }
    kinds[4789] = VXLAN;
    kinds[4790] = VXLAN_GPE;
    kinds[6081] = GENEVE;
    kinds[2152] = GTP;
    kinds[3386] = GTP;
    kinds[3544] = TEREDO;
    kinds[1701] = L2TP;
    kinds[5247] = CAPWAP;
    kinds[4341] = LISP;
    kinds[4754] = GRE;
    kinds[6635] = MPLS;
    kinds[37008] = TZSP;
    kinds[5072] = AYIYA;
    return new TunnelPorts(kinds);
  }

  /**
   * These ports and one more for VXLAN, e.g. 8472, which Linux used before there was a registered
   * one.
   */
  public TunnelPorts withVxlan(int port) {
    return with(port, VXLAN);
  }

  /** These ports and one more for GENEVE. */
  public TunnelPorts withGeneve(int port) {
    return with(port, GENEVE);
  }

  private TunnelPorts with(int port, byte kind) {
    if (port <= 0 || port >= 1 << 16) {
      throw new IllegalArgumentException("not a UDP port: " + port);
    }
    byte[] more = kinds.clone();
    more[port] = kind;
    return new TunnelPorts(more);
  }

  /** Whether a datagram between these ports is taken for a tunnel. */
  public boolean carries(int source, int destination) {
    return kind(source, destination) != NONE;
  }

  /** The lower port counts first, because it is the likelier one to be a service's. */
  int kind(int source, int destination) {
    int low = Math.min(source, destination);
    int high = Math.max(source, destination);
    if (kinds[low] != NONE) {
      return kinds[low] == SERVICE ? NONE : kinds[low];
    }
    return kinds[high];
  }
}
