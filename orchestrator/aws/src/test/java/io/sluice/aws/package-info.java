@NullMarked
package io.sluice.aws;

import org.jspecify.annotations.NullMarked;
