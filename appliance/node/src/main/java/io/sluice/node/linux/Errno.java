package io.sluice.node.linux;

/** Error numbers of Linux, the same on x86-64 and AArch64 (errno(3)). */
public final class Errno {
  public static final int EPERM = 1;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int ERANGE = 34;
  public static final int EMSGSIZE = 90;
  public static final int ENOPROTOOPT = 92;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENOBUFS = 105;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTDOWN = 112;
  public static final int EHOSTUNREACH = 113;
  public static final int EDQUOT = 122;

  private Errno() {}

  /** What strerror(3) says, for those that a user may meet. */
  public static String text(int errno) {
    return switch (errno) {
      case EPERM -> "Operation not permitted";
      case EACCES -> "Permission denied";
      case ENOMEM -> "Cannot allocate memory";
      case EBUSY -> "Device or resource busy";
      case ENODEV -> "No such device";
      case EIO -> "Input/output error";
      case ENOSPC -> "No space left on device";
      case EROFS -> "Read-only file system";
      case EDQUOT -> "Disk quota exceeded";
      case ERANGE -> "Numerical result out of range";
      case EOPNOTSUPP -> "Operation not supported";
      case EAFNOSUPPORT -> "Address family not supported by protocol";
      case EINVAL -> "Invalid argument";
      case ENOPROTOOPT -> "Protocol not available";
      case EADDRINUSE -> "Address already in use";
      case EADDRNOTAVAIL -> "Cannot assign requested address";
      case ENETDOWN -> "Network is down";
      case EHOSTDOWN -> "Host is down";
      case ENETUNREACH -> "Network is unreachable";
      case ENOBUFS -> "No buffer space available";
      case ECONNREFUSED -> "Connection refused";
      case EHOSTUNREACH -> "No route to host";
      default -> "error " + errno;
    };
  }
}
