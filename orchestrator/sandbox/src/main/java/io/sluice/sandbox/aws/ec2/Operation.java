package io.sluice.sandbox.aws.ec2;

import io.sluice.sandbox.aws.wire.Xml;
import java.util.function.Consumer;

/** One action of EC2, run under its region's lock. */
@FunctionalInterface
interface Operation {
  /** The answer of actions that have nothing to say. */
  Consumer<Xml> DONE = xml -> xml.add("return", true);

  /**
   * Does it.
   *
   * @return writes the answer, and writes it again for the same client token
   * @throws io.sluice.sandbox.aws.wire.AwsException when it is refused; then nothing has changed
   */
  Consumer<Xml> run(Call call);
}
