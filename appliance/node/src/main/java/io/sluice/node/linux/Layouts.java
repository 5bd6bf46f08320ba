package io.sluice.node.linux;

/** Offsets and lengths in bytes of the structures that system calls on sockets take. */
public final class Layouts {
  /** {@code struct mmsghdr}: a {@code msghdr}, then how many bytes were received or sent. */
  public static final int MMSGHDR = 64;

  public static final int MSG_NAME = 0;
  public static final int MSG_NAME_LENGTH = 8;
  public static final int MSG_IOV = 16;
  public static final int MSG_IOV_LENGTH = 24;
  public static final int MSG_CONTROL = 32;
  public static final int MSG_CONTROL_LENGTH = 40;
  public static final int MSG_FLAGS = 48;
  public static final int MSG_LENGTH = 56;

  public static final int IOVEC = 16;
  public static final int IOV_BASE = 0;
  public static final int IOV_LENGTH = 8;

  /** {@code struct cmsghdr} is followed by its data, padded to 8 bytes. */
  public static final int CMSG_LENGTH = 0;

  public static final int CMSG_LEVEL = 8;
  public static final int CMSG_TYPE = 12;
  public static final int CMSG_DATA = 16;

  public static final int SOCKADDR_IN = 16;
  public static final int SOCKADDR_IN6 = 28;
  public static final int SIN_FAMILY = 0;
  public static final int SIN_PORT = 2;
  public static final int SIN_ADDR = 4;
  public static final int SIN6_ADDR = 8;

  public static final int POLLFD = 8;
  public static final int POLLFD_EVENTS = 4;

  private Layouts() {}
}
