package io.sluice.sandbox.http;

/** Answers one request. Runs on a virtual thread of its own and may block. */
@FunctionalInterface
public interface Handler {
  Response handle(Request request);
}
