/**
 * IAM: roles with their policies, instance profiles, the temporary keys that roles are used with,
 * and the judgement of what such a key signed and may do.
 */
@NullMarked
package io.sluice.sandbox.aws.iam;

import org.jspecify.annotations.NullMarked;
