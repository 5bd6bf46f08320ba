/** STS: who a caller is, and sessions of roles for those who ask for one. */
@NullMarked
package io.sluice.sandbox.aws.sts;

import org.jspecify.annotations.NullMarked;
