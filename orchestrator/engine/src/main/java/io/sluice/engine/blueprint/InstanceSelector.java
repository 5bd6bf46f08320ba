package io.sluice.engine.blueprint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses instances, and with them all their network interfaces, now and as they come. What is
 * named by {@code ids} and what carries all of {@code tags} is chosen, less what carries all of
 * {@code except}'s.
 *
 * @param tags value by key; none chooses nothing
 * @param ids of instances
 * @param except who is left out although chosen, or null
 */
public record InstanceSelector(
    @Setting(value = "Tags, all of which an instance must carry.", fallback = "{}")
        Map<String, String> tags,
    @Setting(
            value = "Ids of instances.",
            pattern = "i-[0-9a-f]{8,17}",
            form = "an instance's id such as i-0123456789abcdef0",
            fallback = "[]")
        List<String> ids,
    @Setting("Tags of instances that are left out although they are chosen.")
        @Nullable Tagged except) {}
