package io.sluice.node.flow.look;

import io.sluice.node.flow.Column;
import io.sluice.node.flow.Column.Number.Kind;
import io.sluice.node.flow.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What rows tell of first looks. Each reader of a column may be a thread of its own. */
final class LookColumns {
  private static final long ABSENT = -1;

  private final Names names;
  private final Names questions;
  private final List<Column> columns = new ArrayList<>();

  private LookColumns(Names names, Names questions) {
    this.names = names;
    this.questions = questions;
  }

  static List<Column> of(Names names, Names questions) {
    LookColumns made = new LookColumns(names, questions);
    made.text(
        "app",
        "What is spoken, told by content: dns, tls, http, or nothing known",
        0,
        LookColumns::app);
    made.tls();
    made.dns();
    made.http();
    made.add(
        "look_malformed",
        "Payloads that should be DNS or TLS and cannot be read",
        Kind.COUNT,
        row -> row.malformed());
    return List.copyOf(made.columns);
  }

  private static String app(Row row) {
    return switch (row.app()) {
      case Row.DNS -> "dns";
      case Row.TLS -> "tls";
      case Row.HTTP -> "http";
      default -> "";
    };
  }

  private void tls() {
    hello("sni", "Server that a TLS client asked for, in lower case", ClientHello.SNI);
    text(
        "tls_version",
        "TLS version that the server chose: 1.2, 1.3",
        Row.TLS,
        row -> TlsWords.version(row.u16(Row.TLS_CHOSEN)));
    hello("tls_offered", "TLS versions that the client offered, in its order", ClientHello.OFFERED);
    text(
        "tls_cipher",
        "Cipher suite that the server chose, by its IANA name or in hexadecimal",
        Row.TLS,
        row -> row.i32(Row.TLS_CIPHER) == 0 ? "" : TlsWords.cipher(row.i32(Row.TLS_CIPHER) - 1));
    hello("alpn", "Protocols that the TLS client offered (ALPN), in its order", ClientHello.ALPN);
    hello("ja4", "JA4 fingerprint of the TLS client; empty without a whole hello", ClientHello.JA4);
    text(
        "tls_hello",
        "Whether the ClientHello was read to its end: whole, part, or none seen",
        Row.TLS,
        row -> row.has(Row.WHOLE) ? "whole" : row.has(Row.HELLO) ? "part" : "none");
    number(
        "tls_alerts",
        "TLS alerts seen, close_notify included",
        Kind.COUNT,
        Row.TLS,
        row -> row.u16(Row.TLS_ALERTS));
    text(
        "tls_alert",
        "The last TLS alert that was not encrypted",
        Row.TLS,
        row -> TlsWords.alert(row.u16(Row.TLS_ALERT) - 1));
  }

  private void dns() {
    text(
        "dns_name",
        "Name that the first DNS query was for, in lower case",
        Row.DNS,
        row -> questions.text(row.name(), 0));
    text(
        "dns_type",
        "Type of the first DNS query: A, AAAA, HTTPS",
        Row.DNS,
        row -> row.name() == 0 ? "" : DnsWords.type(row.u16(Row.DNS_TYPE)));
    text(
        "dns_rcode",
        "Response code of the first DNS answer: NOERROR, NXDOMAIN",
        Row.DNS,
        row -> row.u8(Row.DNS_CODE) == 0 ? "" : DnsWords.code(row.u8(Row.DNS_CODE) - 1));
    count("dns_queries", "DNS queries, repeated ones included", Row.DNS, Row.DNS_QUERIES);
    count("dns_answers", "DNS answers", Row.DNS, Row.DNS_ANSWERS);
    count("dns_errors", "DNS answers with any code but NOERROR", Row.DNS, Row.DNS_ERRORS);
    count("dns_nxdomain", "DNS answers that the name does not exist", Row.DNS, Row.DNS_NXDOMAIN);
    count("dns_servfail", "DNS answers that the server failed", Row.DNS, Row.DNS_SERVFAIL);
    count(
        "dns_repeated", "DNS queries sent again within 5 s, unanswered", Row.DNS, Row.DNS_REPEATED);
    number(
        "dns_unanswered",
        "DNS queries whose answer was not seen (yet); not told of multicast",
        Kind.COUNT,
        Row.DNS,
        LookColumns::unanswered);
    latencies("dns", "from a DNS query, sent first, to its answer", Row.DNS);
  }

  private static long unanswered(Row row) {
    long asked = row.u32(Row.DNS_QUERIES) - row.u32(Row.DNS_REPEATED);
    return row.has(Row.GROUP) ? ABSENT : Math.max(0, asked - row.u32(Row.LATENCIES));
  }

  private void http() {
    text(
        "http_method",
        "Method of the first HTTP request",
        Row.HTTP,
        row -> HttpMethods.word(row.u8(Row.HTTP_METHOD)));
    text(
        "http_host",
        "Host field of the first HTTP request that had one, in lower case",
        Row.HTTP,
        row -> names.text(row.name(), 0));
    number(
        "http_path_length",
        "Bytes of the first HTTP request's target",
        Kind.BYTES,
        Row.HTTP,
        row -> row.u8(Row.HTTP_METHOD) == 0 ? ABSENT : row.u16(Row.HTTP_PATH));
    number(
        "http_status",
        "Status of the first final HTTP response",
        Kind.COUNT,
        Row.HTTP,
        row -> row.u16(Row.HTTP_STATUS) == 0 ? ABSENT : row.u16(Row.HTTP_STATUS));
    count("http_requests", "HTTP requests", Row.HTTP, Row.HTTP_REQUESTS);
    count("http_responses", "Final HTTP responses", Row.HTTP, Row.HTTP_RESPONSES);
    count("http_4xx", "HTTP responses that blame the client (4xx)", Row.HTTP, Row.HTTP_4XX);
    count("http_5xx", "HTTP responses that blame the server (5xx)", Row.HTTP, Row.HTTP_5XX);
    latencies("http", "from an HTTP request's first packet to its response's", Row.HTTP);
  }

  private void latencies(String prefix, String what, int app) {
    count(prefix + "_latency_count", "Times measured " + what, app, Row.LATENCIES);
    number(
        prefix + "_latency_sum_ns",
        "Sum of times " + what,
        Kind.DURATION_NS,
        app,
        row -> row.u32(Row.LATENCIES) == 0 ? ABSENT : row.i64(Row.LATENCY_SUM));
    number(
        prefix + "_latency_max_ns",
        "Longest time " + what,
        Kind.DURATION_NS,
        app,
        row -> row.u32(Row.LATENCIES) == 0 ? ABSENT : row.i64(Row.LATENCY_MAX));
  }

  private void hello(String name, String meaning, int part) {
    text(name, meaning, Row.TLS, row -> names.text(row.name(), part));
  }

  /** A word; for any application when {@code app} is 0. */
  private void text(String name, String meaning, int app, Function<Row, String> of) {
    columns.add(
        new Column.Text(
            name,
            meaning,
            flow -> {
              Row row = new Row().on(flow);
              return app == 0 || row.app() == app ? of.apply(row) : "";
            }));
  }

  private void count(String name, String meaning, int app, int field) {
    number(name, meaning, Kind.COUNT, app, row -> row.u32(field));
  }

  private void number(String name, String meaning, Kind kind, int app, ToLongFunction<Row> of) {
    add(name, meaning, kind, row -> row.app() == app ? of.applyAsLong(row) : ABSENT);
  }

  private void add(String name, String meaning, Kind kind, ToLongFunction<Row> of) {
    ToLongFunction<Flow> value = flow -> of.applyAsLong(new Row().on(flow));
    columns.add(new Column.Number(name, meaning, kind, ABSENT, value));
  }
}
