package io.sluice.it.fuzz;

import io.sluice.packet.Geneve;
import io.sluice.packet.GeneveOption;
import io.sluice.packet.Gre;
import io.sluice.packet.Verdict;
import io.sluice.packet.Vxlan;
import java.lang.foreign.MemorySegment;

/** The checks of tunnels' headers: what they pass can be read to its end. */
public final class TunnelFuzz {
  private TunnelFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    MemorySegment memory = MemorySegment.ofArray(input);
    long length = memory.byteSize();
    for (long at = 0; at < Math.min(length, 4); at++) {
      vxlan(memory, at, length - at);
      geneve(memory, at, length - at);
      gre(memory, at, length - at);
    }
  }

  private static void vxlan(MemorySegment memory, long at, long length) {
    if (Vxlan.check(memory, at, length) == Verdict.OK) {
      between(Vxlan.vni(memory, at), Vxlan.MAX_VNI);
    }
  }

  private static void geneve(MemorySegment memory, long at, long length) {
    if (Geneve.check(memory, at, length) != Verdict.OK) {
      return;
    }
    between(Geneve.vni(memory, at), Vxlan.MAX_VNI);
    long end = at + Geneve.headerLength(memory, at);
    Inputs.readable(memory, at, end);
    for (long option = at + Geneve.OPTIONS; option < end; ) {
      int size = GeneveOption.length(memory, option);
      Inputs.readable(memory, option, option + size);
      option += size;
    }
    GeneveOption.awsFlowCookie(memory, at);
  }

  private static void gre(MemorySegment memory, long at, long length) {
    if (length < Gre.MIN_HEADER_LENGTH) {
      return;
    }
    int flags = Gre.flags(memory, at);
    between(Gre.headerLength(flags), 20);
    if (length >= Gre.headerLength(flags) && (flags & Gre.FLAG_KEY) != 0) {
      Gre.key(memory, at);
    }
  }

  private static void between(int value, int most) {
    if (value < 0 || value > most) {
      throw new AssertionError(value + " of " + most);
    }
  }
}
