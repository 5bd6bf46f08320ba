package io.sluice.packet.filter;

import java.lang.foreign.MemorySegment;

/** A program that can be run; safe for all threads, unlike the questions it is given. */
interface Decision {
  boolean matches(
      MemorySegment memory, long at, int captured, int wire, int vni, Questions questions);
}
