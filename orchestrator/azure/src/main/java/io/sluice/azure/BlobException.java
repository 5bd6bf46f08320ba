package io.sluice.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** The Blob service's refusal. */
final class BlobException extends HttpResponseException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String code;

  BlobException(HttpResponse response) {
    super("Blob service: " + response.getStatusCode() + " " + Mailbox.code(response), response);
    this.code = Mailbox.code(response);
  }

  /** The service's own code, e.g. {@code AuthorizationPermissionMismatch}. */
  @Nullable String code() {
    return code;
  }
}
