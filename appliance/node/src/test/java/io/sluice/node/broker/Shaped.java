package io.sluice.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.packet.LinkType;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;

/** A worker's shaper with a ring of its own. */
final class Shaped {
  private final Shown shown = new Shown();
  private final Fragments fragments = new Fragments();
  private final Subject subject = new Subject(fragments, new Kinds());
  private final Shaper shaper = new Shaper();
  private final FrameRing ring = new FrameRing(1 << 18);
  private int info;

  static Shape shape(Set<Strip> strip, Set<Mask> mask, int slice) {
    Target target = Target.parse("vxlan://127.0.0.1?vni=1");
    return Shape.of(
        new ToolConfig("t", "", List.of(target), List.of(), slice, mask, 1, strip, 0, null));
  }

  byte[] of(byte[] frame, Shape shape) {
    return of(frame, shape, LinkType.ETHERNET);
  }

  byte[] of(byte[] packet, Shape shape, int linkType) {
    subject.set(shown.put(packet, linkType), shown.decoder, 1);
    assertThat(shaper.put(subject, shape, ring, 1)).isTrue();
    if (subject.isFirstFragment()) {
      subject.decide(1, true);
    }
    assertThat(ring.next()).isTrue();
    byte[] copy = ring.memory().asSlice(ring.frame(), ring.length()).toArray(ValueLayout.JAVA_BYTE);
    info = ring.info();
    ring.release();
    return copy;
  }

  /** Of the last one. */
  int info() {
    return info;
  }
}
