/** {@code appliance search}: packets of a capture store that match a filter, as one pcapng file. */
@NullMarked
package io.sluice.node.search;

import org.jspecify.annotations.NullMarked;
