/**
 * What a blueprint means in Azure: one file per kind of resource, each with the facts about Azure
 * that it relies on (AZ-1 to AZ-17 are named where they matter). {@link
 * io.sluice.azure.AzureProvider} is the door; {@link io.sluice.azure.AzureSession} is the only
 * place that knows how calls are signed and where they go.
 */
@NullMarked
package io.sluice.azure;

import org.jspecify.annotations.NullMarked;
