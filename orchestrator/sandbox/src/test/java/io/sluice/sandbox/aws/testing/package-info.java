/** AWS rooms on a server of their own, and the SDK's clients for them. */
@NullMarked
package io.sluice.sandbox.aws.testing;

import org.jspecify.annotations.NullMarked;
