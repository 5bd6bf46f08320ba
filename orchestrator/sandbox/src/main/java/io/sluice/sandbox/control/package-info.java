/** What is beside the cloud: counting and recording calls, injected faults, the control API. */
@NullMarked
package io.sluice.sandbox.control;

import org.jspecify.annotations.NullMarked;
