/**
 * Where the command meets the clouds' SDKs. These are loaded only once a cloud is asked, so that
 * help and validate start without them.
 */
@NullMarked
package io.sluice.cli.cloud;

import org.jspecify.annotations.NullMarked;
