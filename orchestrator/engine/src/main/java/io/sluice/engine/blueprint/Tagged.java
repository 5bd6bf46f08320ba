package io.sluice.engine.blueprint;

import java.util.Map;

/**
 * Chooses by tags: whoever carries all of them.
 *
 * @param tags value by key, both compared exactly
 */
public record Tagged(
    @Setting("Tags, all of which must be there with these values.") Map<String, String> tags) {}
