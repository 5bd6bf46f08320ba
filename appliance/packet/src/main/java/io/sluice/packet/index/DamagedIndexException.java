package io.sluice.packet.index;

import java.io.IOException;
import java.io.Serial;

/** An index that cannot be used; the message is a clause that says why. It can be made anew. */
final class DamagedIndexException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  DamagedIndexException(String clause) {
    super(clause);
  }
}
