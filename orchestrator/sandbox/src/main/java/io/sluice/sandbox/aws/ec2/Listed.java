package io.sluice.sandbox.aws.ec2;

import java.util.SortedMap;

/** What stands in lists that are filtered and paged. */
interface Listed {
  /** Its place: higher than that of all before it. */
  long number();

  SortedMap<String, String> tags();
}
