/**
 * What an appliance runs by: the boot document once, the mailbox's config for as long as it runs.
 */
@NullMarked
package io.sluice.node.config;

import org.jspecify.annotations.NullMarked;
