/**
 * Blob storage: block blobs in the containers that ARM knows, as files, for those whom a role
 * assignment lets in. After the "Blob service REST API".
 */
@NullMarked
package io.sluice.sandbox.blob;

import org.jspecify.annotations.NullMarked;
