package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.cloud.Balancer;
import io.sluice.sandbox.aws.wire.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request, under its region's lock.
 *
 * @param balancers the region's load balancers, for the actions that ask for them; else empty
 * @param afterwards run in order when the lock is no longer held
 */
record Call(Region region, Params in, List<Balancer> balancers, List<Runnable> afterwards) {
  static Call of(Region region, Params in) {
    return new Call(region, in, List.of(), new ArrayList<>());
  }

  /** The resource that a required parameter names. */
  <T extends Resource> T get(Table<T> table, String parameter) {
    return table.get(in.require(parameter));
  }

  /** The resource that a parameter names, if it is there. */
  <T extends Resource> Optional<T> find(Table<T> table, String parameter) {
    return in.text(parameter).filter(id -> !id.isEmpty()).map(table::get);
  }
}
