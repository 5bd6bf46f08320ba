package io.sluice.packet.index;

/**
 * An index file. Its bytes are cut into pages, each with a CRC-32C (RFC 3720 appendix B.4) of its
 * own behind its {@link #PAGE_BYTES}; positions below count those bytes alone. All numbers are
 * little endian, a varint is LEB128, and places in the segment are counted in words of four bytes.
 *
 * <pre>
 * header    magic, version, packets u32, captured bytes u64, first and last nanos i64 each,
 *           last packet's block u32, tuples u32, then position and length u32 of each section
 * SOURCES   blocks of section and interface descriptions, u32 each
 * TIMES     of each 1,024 packets: lowest and highest nanos i64, first block u32
 * KEYS      one section for each kind: key, then u32 where its list starts; behind the last key u32
 *           where the last list ends. Sorted, so that the lists of a network are neighbours
 * LISTS     of each key: varints of the distances between tuples' numbers, the first from -1
 * GROUPS    of each 16 tuples: u32 where their postings start
 * POSTINGS  of each group: for each tuple the varint distance of its first block from that of the
 *           tuple before (the first from 0), and a varint of how many bytes its further blocks
 *           take; then those: varints of the distances from block to block
 * </pre>
 *
 * A tuple is what packets have in common whose keys are the same, e.g. the two directions of a TCP
 * connection.
 */
final class Layout {
  static final int PAGE = 4096;
  static final int PAGE_BYTES = PAGE - Integer.BYTES;

  /** {@code SLUICEIX}. */
  static final long MAGIC = 0x5849_4543_4955_4c53L;

  static final int VERSION = 1;

  static final int SOURCES = 0;
  static final int TIMES = 1;
  static final int KEYS = 2;
  static final int LISTS = KEYS + Kind.COUNT;
  static final int GROUPS = LISTS + 1;
  static final int POSTINGS = GROUPS + 1;
  static final int SECTIONS = POSTINGS + 1;

  static final int DIRECTORY = 48;
  static final int HEADER = DIRECTORY + 8 * SECTIONS;

  static final int TIMES_STEP = 1024;
  static final int TIMES_ENTRY = 20;
  static final int GROUP = 16;

  /** Words of four bytes that a place in a segment can be told in. */
  static final long LARGEST_SEGMENT = 1L << 33;

  private Layout() {}
}
