package io.sluice.sandbox.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.Json;
import java.util.Map;
import java.util.TreeMap;

/** How many calls came, by method and type; those of machines apart. Sign-in is not counted. */
public final class Calls {
  private final Map<String, Integer> outside = new TreeMap<>();
  private final Map<String, Integer> machines = new TreeMap<>();

  synchronized void count(Call call) {
    (call.machine() ? machines : outside).merge(call.method() + " " + call.type(), 1, Integer::sum);
  }

  public synchronized int total() {
    return sum(outside);
  }

  public synchronized void reset() {
    outside.clear();
    machines.clear();
  }

  /** {@code {"total","calls":{"GET type":n},"machines":{"total","calls"}}}. */
  public synchronized ObjectNode toJson() {
    ObjectNode json = tree(outside);
    json.set("machines", tree(machines));
    return json;
  }

  private static ObjectNode tree(Map<String, Integer> counts) {
    ObjectNode json = Json.object().put("total", sum(counts));
    ObjectNode calls = json.putObject("calls");
    counts.forEach(calls::put);
    return json;
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
