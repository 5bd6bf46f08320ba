/**
 * What a blueprint means in Azure: one file per kind of resource, each with the facts about Azure
 * that it relies on. Such a fact keeps one number, AZ-1 to AZ-17, in comments, in the codes of
 * problems and in the engine's {@code azure-limits.yaml}.
 *
 * <p>{@link io.sluice.azure.AzureProvider} is the door; {@link io.sluice.azure.AzureSession} is the
 * only place that knows how calls are signed and where they go.
 */
@NullMarked
package io.sluice.azure;

import org.jspecify.annotations.NullMarked;
