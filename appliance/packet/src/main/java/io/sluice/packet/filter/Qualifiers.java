package io.sluice.packet.filter;

/**
 * The words before an identifier, which also stand before the next one of a list: {@code tcp dst
 * port 80 or 443}.
 *
 * @param inner whether the innermost packet is meant
 */
record Qualifiers(Proto proto, Way way, Kind kind, boolean inner) {
  /** There is nothing to take over. */
  static final Qualifiers NONE = new Qualifiers(Proto.UNKNOWN, Way.DEFAULT, Kind.NONE, false);

  /** Which of two addresses or ports. */
  enum Way {
    DEFAULT,
    SRC,
    DST,
    OR,
    AND;

    Expression.Direction direction() {
      return switch (this) {
        case SRC -> Expression.Direction.SOURCE;
        case DST -> Expression.Direction.DESTINATION;
        case AND -> Expression.Direction.BOTH;
        case DEFAULT, OR -> Expression.Direction.EITHER;
      };
    }
  }

  /** What the identifier is. */
  enum Kind {
    NONE,
    DEFAULT,
    HOST,
    NET,
    PORT,
    PORTRANGE,
    GATEWAY,
    PROTO,
    PROTOCHAIN
  }
}
