package io.sluice.engine.resource;

import java.util.Map;

/**
 * A resource as it should be, ready for a create or update call.
 *
 * @param revision from 1; above 1 after a replacement
 * @param tags the whole set of ownership tags, to go into the create call
 * @param refs resolves the record's references
 */
public record Wanted<R extends Resource>(
    String logicalId, int revision, R resource, Map<String, String> tags, Refs refs) {}
