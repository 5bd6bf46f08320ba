package io.sluice.node.export;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one IPFIX message at a time (RFC 7011 section 3): a header and sets, data records of one
 * template after another sharing a set.
 */
final class IpfixMessage {
  /** With IPv6 and UDP headers it stays below the 1,500 bytes of cloud networks. */
  static final int MOST = 1_400;

  private static final int HEADER = 16;
  private static final int SET_HEADER = 4;
  private static final int VERSION = 10;
  private static final int TEMPLATE_SET = 2;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MOST);
  private final int domain;
  private int setAt;
  private @Nullable IpfixTemplate set;
  private int records;

  /**
   * @param domain observation domain id
   */
  IpfixMessage(int domain) {
    this.domain = domain;
    clear();
  }

  /** Begins anew. */
  void clear() {
    buffer.clear().position(HEADER);
    set = null;
    records = 0;
  }

  /** Data records in it. */
  int records() {
    return records;
  }

  /** Whether a record of this template finds room. */
  boolean fits(IpfixTemplate template) {
    int need = template.length() + (template == set ? 0 : SET_HEADER);
    return buffer.remaining() >= need;
  }

  void add(IpfixTemplate template, Told told) {
    if (template != set) {
      closeSet();
      setAt = buffer.position();
      set = template;
      buffer.putShort((short) template.id()).putShort((short) 0);
    }
    template.write(buffer, told);
    records++;
  }

  private void closeSet() {
    if (set != null) {
      buffer.putShort(setAt + 2, (short) (buffer.position() - setAt));
    }
  }

  /**
   * Ends it; the next one begins with {@link #clear}.
   *
   * @param sequence data records sent before it
   * @return from the header to the end
   */
  ByteBuffer finish(long exportSeconds, int sequence) {
    closeSet();
    return header(exportSeconds, sequence);
  }

  private ByteBuffer header(long exportSeconds, int sequence) {
    buffer.putShort(0, (short) VERSION).putShort(2, (short) buffer.position());
    buffer.putInt(4, (int) exportSeconds).putInt(8, sequence).putInt(12, domain);
    return buffer.flip();
  }

  /** Messages that hold every template; nothing else may have been added. */
  List<ByteBuffer> templates(long exportSeconds, int sequence) {
    List<ByteBuffer> messages = new ArrayList<>();
    List<IpfixTemplate> left = new ArrayList<>(IpfixTemplate.ALL);
    while (!left.isEmpty()) {
      int start = buffer.position();
      buffer.putShort((short) TEMPLATE_SET).putShort((short) 0);
      while (!left.isEmpty() && buffer.remaining() >= left.getFirst().templateLength()) {
        left.removeFirst().writeTemplate(buffer);
      }
      buffer.putShort(start + 2, (short) (buffer.position() - start));
      ByteBuffer message = header(exportSeconds, sequence);
      messages.add(ByteBuffer.allocate(message.remaining()).put(message).flip());
      clear();
    }
    return messages;
  }
}
