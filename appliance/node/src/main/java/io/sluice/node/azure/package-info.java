/** The mailbox of a machine in Azure: Blob storage, opened by the machine's managed identity. */
@NullMarked
package io.sluice.node.azure;

import org.jspecify.annotations.NullMarked;
