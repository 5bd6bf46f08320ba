package io.sluice.engine.resource;

/**
 * Implemented by records. A record's components are what the differ compares: strings, numbers,
 * booleans, enums, {@link Ref}s, nested records, and lists of these. A component that the cloud
 * fills by itself does not belong in it.
 */
public interface Resource {}
