package io.sluice.it.filter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** libpcap itself, as a capture file's reader: what tcpdump -r asks it. One thread's own. */
@SuppressWarnings("restricted")
public final class Libpcap implements AutoCloseable {
  private static final int SNAPSHOT = 262_144;
  private static final int NETMASK_UNKNOWN = -1;
  private static final int ERROR_SIZE = 256;
  private static final int HEADER_SIZE = 24;
  private static final int CAPTURED = 16;
  private static final int WIRE = 20;

  private final Arena arena = Arena.ofConfined();
  private final MethodHandle compile;
  private final MethodHandle filter;
  private final MethodHandle run;
  private final MethodHandle free;
  private final MethodHandle error;
  private final MemorySegment handle;
  private final MemorySegment header = arena.allocate(HEADER_SIZE, 8);

  /** A reader of an empty file of this link type. */
  public Libpcap(int linkType) throws IOException {
    SymbolLookup library = SymbolLookup.libraryLookup("libpcap.so.0.8", arena);
    Linker linker = Linker.nativeLinker();
    compile =
        linker.downcallHandle(
            library.findOrThrow("pcap_compile"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
    filter =
        linker.downcallHandle(
            library.findOrThrow("pcap_offline_filter"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    run =
        linker.downcallHandle(
            library.findOrThrow("bpf_filter"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.critical(false));
    free =
        linker.downcallHandle(
            library.findOrThrow("pcap_freecode"), FunctionDescriptor.ofVoid(ADDRESS));
    error =
        linker.downcallHandle(
            library.findOrThrow("pcap_geterr"), FunctionDescriptor.of(ADDRESS, ADDRESS));
    MethodHandle open =
        linker.downcallHandle(
            library.findOrThrow("pcap_open_offline"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    Path empty = Files.createTempFile("sluice-filter", ".pcap");
    try {
      ByteBuffer file = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
      file.putInt(SNAPSHOT).putInt(linkType);
      Files.write(empty, file.array());
      MemorySegment why = arena.allocate(ERROR_SIZE);
      handle = (MemorySegment) open.invokeExact(arena.allocateFrom(empty.toString()), why);
      if (handle.equals(MemorySegment.NULL)) {
        throw new IOException(why.getString(0));
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      Files.delete(empty);
    }
  }

  /** A compiled program of libpcap's. */
  public final class Program implements AutoCloseable {
    private final Arena own = Arena.ofConfined();
    private final MemorySegment memory = own.allocate(16, 8);
    private MemorySegment steps = MemorySegment.NULL;

    /** As tcpdump -ddd prints it. */
    public String listing() {
      int length = memory.get(JAVA_INT, 0);
      MemorySegment listed = steps.reinterpret(8L * length);
      StringBuilder text = new StringBuilder(length + "\n");
      for (long at = 0; at < 8L * length; at += 8) {
        text.append(listed.get(JAVA_SHORT, at) & 0xffff).append(' ');
        text.append(listed.get(JAVA_BYTE, at + 2) & 0xff).append(' ');
        text.append(listed.get(JAVA_BYTE, at + 3) & 0xff).append(' ');
        text.append(Integer.toUnsignedString(listed.get(JAVA_INT, at + 4))).append('\n');
      }
      return text.toString();
    }

    public boolean matches(MemorySegment packet, int captured, int wire) {
      header.set(JAVA_INT, CAPTURED, captured);
      header.set(JAVA_INT, WIRE, wire);
      try {
        return (int) filter.invokeExact(memory, header, packet) != 0;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    /** The same without a header, and without a change of the thread's state: for speed. */
    boolean run(MemorySegment packet, int captured, int wire) {
      try {
        return (int) run.invokeExact(steps, packet, wire, captured) != 0;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      try {
        free.invokeExact(memory);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      own.close();
    }
  }

  /**
   * Compiles as tcpdump -r does, optimized; null where it refuses: {@link #error} then says why.
   */
  public @Nullable Program compile(String expression) {
    Program program = new Program();
    try (Arena text = Arena.ofConfined()) {
      int result =
          (int)
              compile.invokeExact(
                  handle, program.memory, text.allocateFrom(expression), 1, NETMASK_UNKNOWN);
      if (result == 0) {
        program.steps = program.memory.get(ADDRESS, 8);
        return program;
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    program.own.close();
    return null;
  }

  public String error() {
    try {
      MemorySegment text = (MemorySegment) error.invokeExact(handle);
      return text.reinterpret(ERROR_SIZE).getString(0);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
