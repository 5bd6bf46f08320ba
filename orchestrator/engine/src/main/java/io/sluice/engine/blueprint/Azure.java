package io.sluice.engine.blueprint;

/**
 * Where in Azure the stack is built.
 *
 * @param subscription a subscription id (GUID)
 * @param resourceGroup created if absent; an existing one is used and never deleted
 * @param region an Azure location name such as {@code westeurope}
 */
public record Azure(String subscription, String resourceGroup, String region) {}
