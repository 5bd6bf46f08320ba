/**
 * The seam inside the sandbox: the control plane (ARM) writes documents, machines and the fabric
 * read them and act.
 */
@NullMarked
package io.sluice.sandbox.cloud;

import org.jspecify.annotations.NullMarked;
