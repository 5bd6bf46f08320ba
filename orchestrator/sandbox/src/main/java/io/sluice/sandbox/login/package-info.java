/** Where clients get tokens: the sign-in endpoints that {@code az} asks, and machines' IMDS. */
@NullMarked
package io.sluice.sandbox.login;

import org.jspecify.annotations.NullMarked;
