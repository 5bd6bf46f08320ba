package io.sluice.engine.blueprint;

/**
 * Where in Azure the stack is built.
 *
 * @param subscription a subscription id (GUID)
 * @param resourceGroup created if absent; an existing one is used and never deleted
 * @param region an Azure location name such as {@code westeurope}
 */
public record Azure(
    @Setting(
            value = "The id of the subscription.",
            pattern = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            form = "a subscription id such as 01234567-89ab-cdef-0123-456789abcdef")
        String subscription,
    @Setting(
            value =
                "The resource group. Created if absent; an existing one is used and never deleted.",
            pattern = "[A-Za-z0-9_().-]{0,89}[A-Za-z0-9_()-]",
            form = "1 to 90 of letters, digits and _-.(), not ending with a full stop")
        String resourceGroup,
    @Setting(
            value = "An Azure location such as westeurope.",
            pattern = "[a-z][a-z0-9]{2,49}",
            form = "an Azure location's short name, lower case without blanks, such as westeurope")
        String region) {}
