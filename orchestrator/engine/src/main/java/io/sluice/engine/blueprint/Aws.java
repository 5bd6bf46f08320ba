package io.sluice.engine.blueprint;

/**
 * Where in AWS the stack is built. The account is that of the credentials.
 *
 * @param region a region's code such as {@code eu-west-1}
 */
public record Aws(
    @Setting(
            value = "The region's code, such as eu-west-1.",
            pattern = "[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}",
            form = "a region's code such as eu-west-1")
        String region) {}
