package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A describe action: by ids, or by filters and in pages.
 *
 * @param ids the parameter with ids, e.g. {@code SubnetId}
 * @param set the answer's list, e.g. {@code subnetSet}
 * @param fewest the smallest {@code MaxResults}
 * @param most the largest {@code MaxResults}
 */
record Listing<T extends Resource>(
    String ids,
    String set,
    int fewest,
    int most,
    Function<Region, Table<T>> table,
    Fields<T> fields)
    implements Operation {

  Listing(String ids, String set, Function<Region, Table<T>> table, Fields<T> fields) {
    this(ids, set, 5, 1000, table, fields);
  }

  @Override
  public Consumer<Xml> run(Call call) {
    return answer(page(call.in(), table.apply(call.region()), resource -> true));
  }

  /** Writes a page. */
  Consumer<Xml> answer(Page<T> page) {
    return xml ->
        xml.list(set, "item", page.items(), (item, resource) -> resource.write(item))
            .add("nextToken", page.next());
  }

  /** What the request asks for of those that pass. */
  Page<T> page(Params in, Table<T> of, Predicate<T> among) {
    Predicate<T> wanted = among.and(Filters.read(in, fields));
    List<String> asked = in.texts(ids);
    if (asked.isEmpty()) {
      return Page.of(in, fewest, most, of.all(), wanted);
    }
    if (in.has("MaxResults")) {
      throw AwsException.badRequest(
          "InvalidParameterCombination",
          "The parameter %s cannot be used with the parameter maxResults".formatted(set));
    }
    Set<String> unique = new HashSet<>(asked);
    asked.forEach(of::get);
    Collection<T> all = of.all();
    return Page.of(
        in, fewest, most, all, wanted.and((T resource) -> unique.contains(resource.id())));
  }
}
