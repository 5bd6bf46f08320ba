package io.sluice.it.crash;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A cloud to be killed in: what the user owns there, and how a stranger looks at it. A folder is a
 * sandbox's own.
 */
interface Scene {
  /** The blueprint that is applied and destroyed. */
  String blueprint() throws IOException;

  /** Puts the user's things into a fresh sandbox. */
  void furnish(Path sandbox) throws IOException, InterruptedException;

  /** Everything that stands there. */
  Snapshot look(Path sandbox) throws IOException, InterruptedException;

  /** After a failure: takes away whatever is not the user's, as far as it can. */
  void mop(Path sandbox, Snapshot users) throws IOException, InterruptedException;
}
