package io.sluice.node.flow.look;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What tshark says of the captures of other projects, beside what looks say, flow by flow. Where
 * tshark is not on the PATH or no captures are named, this is skipped.
 *
 * <p>They differ where tshark, told not to put streams together, misses responses that start in the
 * middle of a segment or hosts of heads that go on in the next, pairs a response with the latest of
 * several requests, or takes "100 Continue" for the response; where it pairs multicast messages;
 * and where a ClientHello is of SSL 2 or does not start a segment, which looks leave out.
 */
class LookJudgeTest {
  private static List<String> lower(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static long count(List<String> values, String start) {
    return values.stream().filter(value -> value.startsWith(start)).count();
  }

  @Test
  void dns() throws Exception {
    List<String> counts =
        List.of("dns_queries", "dns_answers", "dns_errors", "dns_nxdomain", "dns_servfail");
    List<String> times = List.of("dns_latency_count", "dns_latency_sum_ns");
    List<String> summed = Stream.concat(counts.stream(), times.stream()).toList();
    Judged judged = new Judged("dns", summed, List.of("dns_name"));
    List<String> fields =
        List.of("dns.flags.response", "dns.flags.rcode", "dns.qry.name", "dns.time");
    for (Path capture : Tshark.captures(Set.of("dns", "mdns", "llmnr"))) {
      for (Map<String, List<String>> frame :
          Tshark.read(capture, "(dns || mdns || llmnr)", false, fields)) {
        Set<String> ends = Tshark.ends(frame);
        if (!Tshark.isCopy(frame)) {
          List<String> codes = Tshark.values(frame, "dns.flags.rcode");
          int messages = Tshark.values(frame, "dns.flags.response").size();
          judged.count(ends, "dns_queries", messages - codes.size());
          judged.count(ends, "dns_answers", codes.size());
          judged.count(ends, "dns_errors", codes.size() - count(codes, "0"));
          judged.count(ends, "dns_nxdomain", codes.stream().filter("3"::equals).count());
          judged.count(ends, "dns_servfail", codes.stream().filter("2"::equals).count());
          judged.times(ends, Tshark.values(frame, "dns.time"));
        }
        List<String> names = lower(Tshark.values(frame, "dns.qry.name"));
        judged.first(
            ends, "dns_name", names.stream().map(name -> name.replace("<root>", ".")).toList());
      }
      judged.compare(capture);
    }
    judged.atMost(0.05);
  }

  @Test
  void http() throws Exception {
    Judged judged =
        new Judged(
            "http",
            List.of(
                "http_requests",
                "http_responses",
                "http_4xx",
                "http_5xx",
                "http_latency_count",
                "http_latency_sum_ns"),
            List.of("http_method", "http_host", "http_status", "http_path_length"));
    List<String> fields =
        List.of(
            "http.request.method",
            "http.host",
            "http.request.uri",
            "http.response.code",
            "http.time");
    for (Path capture : Tshark.captures(Set.of("http"))) {
      for (Map<String, List<String>> frame : Tshark.read(capture, "http && tcp", false, fields)) {
        if (!Tshark.isCopy(frame)) {
          http(judged, frame);
        }
      }
      judged.compare(capture);
    }
    judged.atMost(0.05);
  }

  private static void http(Judged judged, Map<String, List<String>> frame) {
    Set<String> ends = Tshark.ends(frame);
    List<String> methods = Tshark.values(frame, "http.request.method");
    List<String> codes =
        Tshark.values(frame, "http.response.code").stream()
            .filter(code -> !code.startsWith("1") || "101".equals(code))
            .toList();
    judged.count(ends, "http_requests", methods.size());
    judged.count(ends, "http_responses", codes.size());
    judged.count(ends, "http_4xx", count(codes, "4"));
    judged.count(ends, "http_5xx", count(codes, "5"));
    judged.times(ends, Tshark.values(frame, "http.time"));
    judged.first(ends, "http_method", methods);
    judged.first(ends, "http_status", codes);
    judged.first(ends, "http_host", lower(Tshark.values(frame, "http.host")));
    judged.first(
        ends,
        "http_path_length",
        Tshark.values(frame, "http.request.uri").stream()
            .map(uri -> String.valueOf(uri.length()))
            .toList());
  }

  @Test
  void tls() throws Exception {
    Judged judged = new Judged("tls", List.of(), List.of("sni", "ja4"));
    for (Path capture : Tshark.captures(Set.of("tls"))) {
      for (Map<String, List<String>> frame :
          Tshark.read(capture, "tcp && tls.handshake.type == 1", true, FieldsOfHello.ALL)) {
        FieldsOfHello hello = new FieldsOfHello(frame);
        if (!Tshark.isCopy(frame)) {
          judged.first(Tshark.ends(frame), "sni", List.of(hello.sni()));
          judged.first(Tshark.ends(frame), "ja4", List.of(hello.ja4()));
        }
      }
      judged.compare(capture);
    }
    judged.atMost(0.05);
  }
}
