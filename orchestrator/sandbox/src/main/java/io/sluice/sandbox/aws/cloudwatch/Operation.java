package io.sluice.sandbox.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Does one operation, whichever protocol it came by. */
@FunctionalInterface
interface Operation {
  /**
   * Does it.
   *
   * @param in the parameters; numbers and truths may be text, as the query protocol has them
   * @return the answer's members: text, numbers, truths, {@link java.time.Instant}s, and lists and
   *     maps of these
   * @throws io.sluice.sandbox.aws.wire.AwsException when it is refused
   */
  Map<String, ?> run(String region, JsonNode in);
}
