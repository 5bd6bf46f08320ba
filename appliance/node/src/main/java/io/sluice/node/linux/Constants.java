package io.sluice.node.linux;

/** Numbers of Linux's socket interface, the same on x86-64 and AArch64. */
public final class Constants {
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;

  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;

  public static final int SOL_SOCKET = 1;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_REUSEPORT = 15;

  /** As SO_SNDBUF and SO_RCVBUF without the kernel's cap; takes CAP_NET_ADMIN. */
  public static final int SO_SNDBUFFORCE = 32;

  public static final int SO_ATTACH_FILTER = 26;
  public static final int SO_RCVBUFFORCE = 33;
  public static final int SO_TIMESTAMPNS = 35;
  public static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  public static final int SO_MEMINFO = 55;

  /** Index of the dropped datagrams in the array of ints that SO_MEMINFO gives. */
  public static final int SK_MEMINFO_DROPS = 8;

  public static final int IPPROTO_IP = 0;
  public static final int IP_RECVERR = 11;
  public static final int IPPROTO_ICMP = 1;
  public static final int IPPROTO_IPV6 = 41;
  public static final int IPPROTO_GRE = 47;
  public static final int IPPROTO_ICMPV6 = 58;
  public static final int IPV6_RECVERR = 25;

  public static final int SOL_UDP = 17;

  /** Segment length of one large send that the kernel or the card cuts up. */
  public static final int UDP_SEGMENT = 103;

  public static final int POLLIN = 1;
  public static final int POLLOUT = 4;

  private Constants() {}
}
