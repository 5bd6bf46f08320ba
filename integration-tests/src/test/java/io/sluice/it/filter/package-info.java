/** Our filters held against libpcap's: the same programs, and the same answers. */
@NullMarked
package io.sluice.it.filter;

import org.jspecify.annotations.NullMarked;
