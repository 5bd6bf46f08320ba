package io.sluice.sandbox.control;

import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stands before the cloud: counts, records, and lets faults strike. */
public final class Gate {
  private static final System.Logger LOG = System.getLogger(Gate.class.getName());

  private static final Set<String> COUNTED = Set.of("arm", "blob", "aws");

  private final Calls calls = new Calls();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<CallListener> listeners = new CopyOnWriteArrayList<>();
  private final @Nullable Recorder recorder;

  public Gate(@Nullable Recorder recorder) {
    this.recorder = recorder;
  }

  public Calls calls() {
    return calls;
  }

  public void inject(Fault fault) {
    faults.add(fault);
  }

  public void clearFaults() {
    faults.clear();
  }

  /** The faults that have not struck all their times, as their patterns. */
  public List<String> pending() {
    return faults.stream()
        .filter(fault -> !fault.isSpent())
        .map(fault -> fault.match().pattern())
        .toList();
  }

  public void listen(CallListener listener) {
    listeners.add(listener);
  }

  public void unlisten(CallListener listener) {
    listeners.remove(listener);
  }

  /**
   * Puts the gate before a service.
   *
   * @param describe what a request is, for counting
   */
  public Handler guard(Handler service, Function<Request, Call> describe) {
    return request -> pass(service, request, describe.apply(request));
  }

  private Response pass(Handler service, Request request, Call call) {
    boolean counted = COUNTED.contains(call.service());
    if (counted) {
      calls.count(call);
    }
    boolean heard = counted && !call.machine();
    Optional<Fault> fault = strike(request, call);
    if (fault.isPresent()) {
      pause(fault.get().delayMillis());
      if (fault.get().drop().equals("before")) {
        return Response.dropped();
      }
    }
    Response response;
    try {
      if (heard) {
        listeners.forEach(listener -> listener.before(call));
      }
      response = fault.flatMap(Fault::answer).orElseGet(() -> service.handle(request));
      if (recorder != null && Recorder.wants(call)) {
        recorder.record(request, response);
      }
      if (heard) {
        int status = response.status();
        listeners.forEach(listener -> listener.after(call, status));
      }
    } catch (CutException cut) {
      LOG.log(System.Logger.Level.INFO, "cut: " + request.method() + " " + request.rawPath());
      return Response.dropped();
    }
    return fault.isPresent() && fault.get().drop().equals("after") ? Response.dropped() : response;
  }

  private Optional<Fault> strike(Request request, Call call) {
    String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
    String text = request.method() + " " + request.rawPath() + query;
    // Every action of AWS has the same path: its name tells them apart
    String other = call.service().equals("aws") ? call.method() + " " + call.type() : text;
    for (Fault fault : faults) {
      if (fault.strikes(text, other)) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private static void pause(long millis) {
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
