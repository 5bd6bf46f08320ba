/** Flow records as strangers read them: an IPFIX collector, a dissector, another Parquet engine. */
@NullMarked
package io.sluice.it.export;

import org.jspecify.annotations.NullMarked;
