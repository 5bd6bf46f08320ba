package io.sluice.aws;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** An attribute of a load balancer or a target group, in AWS's own words. */
record Attribute(String name, String value) {

  /** Those of {@code all} that we set; the rest is AWS's or the user's business. */
  static <T> List<Attribute> of(
      Collection<T> all,
      Function<T, String> key,
      Function<T, String> value,
      Collection<String> names) {
    return all.stream()
        .filter(one -> names.contains(key.apply(one)))
        .map(one -> new Attribute(key.apply(one), value.apply(one)))
        .sorted(Comparator.comparing(Attribute::name))
        .toList();
  }
}
