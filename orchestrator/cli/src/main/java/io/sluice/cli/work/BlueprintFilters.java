package io.sluice.cli.work;

import io.sluice.engine.blueprint.FilterCheck;
import io.sluice.packet.LinkType;
import io.sluice.packet.filter.FilterException;
import io.sluice.packet.filter.PacketFilter;
import org.jspecify.annotations.Nullable;

/** Compiles a blueprint's filters as appliances will: what is wrong with one is known offline. */
final class BlueprintFilters implements FilterCheck {
  @Override
  public @Nullable Finding check(String expression) {
    try {
      PacketFilter.compile(expression, LinkType.ETHERNET);
      return null;
    } catch (FilterException e) {
      return new Finding(String.valueOf(e.getMessage()), e.offset(), e.caret());
    }
  }
}
