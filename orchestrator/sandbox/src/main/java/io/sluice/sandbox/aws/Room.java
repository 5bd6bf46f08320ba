package io.sluice.sandbox.aws;

import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;

/** One service of the AWS cloud. Thread-safe; runs on the request's virtual thread. */
@FunctionalInterface
public interface Room {
  /** Answers in the service's own protocol, its errors too; never throws. */
  Response handle(Request request, Caller caller);
}
