/**
 * Azure Resource Manager: one generic store and verbs, and one small file per type that says what
 * the type's body may hold, what its rules are and what the cloud fills in.
 *
 * <p>Rules and error codes follow the REST reference and the cloud's documented deployment errors;
 * where the documentation names no code, a descriptive one stands in.
 */
@NullMarked
package io.sluice.sandbox.arm;

import org.jspecify.annotations.NullMarked;
