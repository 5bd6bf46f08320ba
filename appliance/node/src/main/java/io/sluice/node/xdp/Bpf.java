package io.sluice.node.xdp;

import io.sluice.node.linux.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * bpf(2), as far as the fast tier needs it. Offsets are those of {@code union bpf_attr} in the
 * kernel's {@code uapi/linux/bpf.h}, which never change.
 *
 * <p>Needs CAP_BPF and CAP_NET_ADMIN (Linux 5.8), before that CAP_SYS_ADMIN.
 */
final class Bpf {
  private static final int MAP_CREATE = 0;
  private static final int MAP_UPDATE = 2;
  private static final int PROG_LOAD = 5;
  private static final int LINK_CREATE = 28;
  private static final int LINK_UPDATE = 29;

  private static final int MAP_TYPE_XSKMAP = 17;
  private static final int PROG_TYPE_XDP = 6;
  private static final int ATTACH_XDP = 37;

  private static final int LOG_BYTES = 256 << 10;

  /** Enough for every command here; the kernel takes more than it knows if the rest is zero. */
  private static final int ATTRIBUTES = 120;

  /** How an interface runs a program. */
  enum Mode {
    /** In the driver, before the kernel has made anything of the frame. */
    NATIVE(1 << 2),
    /** In the kernel's own receive path: on every interface, but later and slower. */
    GENERIC(1 << 1);

    private final int flag;

    Mode(int flag) {
      this.flag = flag;
    }
  }

  private final Libc libc = new Libc();

  /** A map from small numbers to AF_XDP sockets. */
  int socketMap(int entries) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, MAP_TYPE_XSKMAP);
      attributes.set(ValueLayout.JAVA_INT, 4, Integer.BYTES);
      attributes.set(ValueLayout.JAVA_INT, 8, Integer.BYTES);
      attributes.set(ValueLayout.JAVA_INT, 12, entries);
      return checked(libc.bpf(MAP_CREATE, attributes), "a map of sockets cannot be made");
    }
  }

  /** Puts a socket, which must be bound, into the map. */
  void put(int map, int key, int socket) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, map);
      attributes.set(
          ValueLayout.JAVA_LONG, 8, arena.allocateFrom(ValueLayout.JAVA_INT, key).address());
      attributes.set(
          ValueLayout.JAVA_LONG, 16, arena.allocateFrom(ValueLayout.JAVA_INT, socket).address());
      checked(libc.bpf(MAP_UPDATE, attributes), "a socket cannot be put into its map");
    }
  }

  /**
   * Has the kernel verify and compile an XDP program.
   *
   * @throws IOException when it refuses; the message ends with the last lines of its reasons
   */
  int load(byte[] code) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, PROG_TYPE_XDP);
      attributes.set(ValueLayout.JAVA_INT, 4, code.length / 8);
      attributes.set(
          ValueLayout.JAVA_LONG, 8, arena.allocateFrom(ValueLayout.JAVA_BYTE, code).address());
      attributes.set(ValueLayout.JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
      MemorySegment.copy(arena.allocateFrom("sluice"), 0, attributes, 48, 7); // as bpftool shows it
      attributes.set(ValueLayout.JAVA_INT, 68, ATTACH_XDP);
      int program = libc.bpf(PROG_LOAD, attributes);
      if (program >= 0 || program == -Errno.EPERM) {
        return checked(program, "an XDP program cannot be loaded");
      }
      MemorySegment log = arena.allocate(LOG_BYTES);
      attributes.set(ValueLayout.JAVA_INT, 24, 1);
      attributes.set(ValueLayout.JAVA_INT, 28, LOG_BYTES);
      attributes.set(ValueLayout.JAVA_LONG, 32, log.address());
      return checked(
          libc.bpf(PROG_LOAD, attributes),
          () -> "an XDP program cannot be loaded; the verifier: " + last(log));
    }
  }

  private static String last(MemorySegment log) {
    String text = log.getString(0, StandardCharsets.US_ASCII).strip();
    return text.substring(Math.max(0, text.length() - 2_000));
  }

  /**
   * Attaches the program to the interface for as long as the returned file is open: when this
   * process dies, however it dies, the kernel takes the program off.
   */
  int attach(int program, int interfaceIndex, Mode mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, program);
      attributes.set(ValueLayout.JAVA_INT, 4, interfaceIndex);
      attributes.set(ValueLayout.JAVA_INT, 8, ATTACH_XDP);
      attributes.set(ValueLayout.JAVA_INT, 12, mode.flag);
      return checked(
          libc.bpf(LINK_CREATE, attributes),
          () ->
              "a "
                  + mode.name().toLowerCase(java.util.Locale.ROOT)
                  + " XDP program cannot be attached");
    }
  }

  /** Puts another program in the place of an attached one; no frame sees neither. */
  void replace(int link, int program) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, link);
      attributes.set(ValueLayout.JAVA_INT, 4, program);
      checked(libc.bpf(LINK_UPDATE, attributes), "the XDP program cannot be replaced");
    }
  }

  void close(int file) {
    libc.close(file);
  }

  private static int checked(int result, String what) throws IOException {
    return checked(result, () -> what);
  }

  private static int checked(int result, java.util.function.Supplier<String> what)
      throws IOException {
    if (result < 0) {
      throw new IOException(what.get() + ": " + Libc.error(result));
    }
    return result;
  }
}
