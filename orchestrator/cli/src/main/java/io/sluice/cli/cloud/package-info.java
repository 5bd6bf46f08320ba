/**
 * Where the command meets the clouds' SDKs; loaded only by commands that ask a cloud, so that help
 * and validate start without them.
 */
@NullMarked
package io.sluice.cli.cloud;

import org.jspecify.annotations.NullMarked;
