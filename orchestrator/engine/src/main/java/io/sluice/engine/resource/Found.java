package io.sluice.engine.resource;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource that carries our ownership, as the cloud has it.
 *
 * @param id the physical id
 * @param tags as the cloud has them
 * @param etag for optimistic concurrency, where the cloud has one
 * @param incomplete why it must be put again although it is there ({@code provisioningState is
 *     Failed}), or null
 */
public record Found<R extends Resource>(
    Key key,
    int revision,
    String id,
    R resource,
    Map<String, String> tags,
    @Nullable String etag,
    @Nullable String incomplete) {}
