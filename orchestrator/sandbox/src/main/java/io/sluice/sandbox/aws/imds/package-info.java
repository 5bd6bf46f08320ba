/** The metadata service of EC2 instances, version 2, once per instance. */
@NullMarked
package io.sluice.sandbox.aws.imds;

import org.jspecify.annotations.NullMarked;
