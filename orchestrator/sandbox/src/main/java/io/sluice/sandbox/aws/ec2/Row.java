package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.Params;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * A line of a list of things that nobody made: regions, types, tags.
 *
 * @param fields what it can be filtered by
 */
record Row(
    long number, Map<String, String> fields, SortedMap<String, String> tags, Consumer<Xml> content)
    implements Listed {
  Row(long number, Map<String, String> fields, Consumer<Xml> content) {
    this(number, fields, Collections.emptySortedMap(), content);
  }

  /** The page of these rows that a request asks for, filtered by these names. */
  static Page<Row> page(Params in, List<Row> rows, Fields<Row> fields) {
    return Page.of(in, 5, 1000, rows, Filters.read(in, fields));
  }

  /** Filters of these names. */
  static Fields<Row> fields(String... names) {
    Fields<Row> fields = new Fields<>();
    for (String name : names) {
      fields.one(name, row -> row.fields().get(name));
    }
    return fields;
  }

  /** Writes a page. */
  static Consumer<Xml> answer(String set, Page<Row> page) {
    return xml ->
        xml.list(set, "item", page.items(), (item, row) -> row.content().accept(item))
            .add("nextToken", page.next());
  }
}
