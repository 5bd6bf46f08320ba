package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.AwsException;
import io.sluice.sandbox.aws.wire.Xml;
import java.util.List;

/** What an action on several resources could not do, in an answer that is otherwise a success. */
record Unsuccessful(String id, String code, String message) {
  static Unsuccessful of(String id, AwsException error) {
    return new Unsuccessful(id, error.code(), error.message());
  }

  static void write(Xml xml, List<Unsuccessful> failed) {
    xml.list(
        "unsuccessful",
        "item",
        failed,
        (item, each) ->
            item.add("resourceId", each.id())
                .add(
                    "error",
                    error -> error.add("code", each.code()).add("message", each.message())));
  }
}
