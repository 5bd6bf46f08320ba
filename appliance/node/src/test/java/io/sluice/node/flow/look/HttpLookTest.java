package io.sluice.node.flow.look;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpLookTest {
  private static final String GET = "GET /index.html HTTP/1.1\r\nHost: Example.ORG\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  @Test
  void aRequestAndItsResponse() {
    assertThat(Talk.tcp(8_080).client(GET).after(30).server(OK).told())
        .containsEntry("app", "http")
        .containsEntry("http_method", "GET")
        .containsEntry("http_host", "example.org")
        .containsEntry("http_path_length", "11")
        .containsEntry("http_status", "200")
        .containsEntry("http_requests", "1")
        .containsEntry("http_responses", "1")
        .containsEntry("http_4xx", "0")
        .containsEntry("http_5xx", "0")
        .containsEntry("http_latency_count", "1")
        .containsEntry("http_latency_sum_ns", "30000000")
        .containsEntry("http_latency_max_ns", "30000000")
        .containsEntry("dns_answers", "");
  }

  @Test
  void manyRequestsOnOneConnection() {
    Talk talk = Talk.tcp(80);
    for (int status : new int[] {200, 404, 500, 503, 403, 302}) {
      talk.client(GET).after(status / 100).server(OK.replace("200", "" + status)).after(1_000);
    }
    assertThat(talk.told())
        .containsEntry("http_status", "200")
        .containsEntry("http_requests", "6")
        .containsEntry("http_responses", "6")
        .containsEntry("http_4xx", "2")
        .containsEntry("http_5xx", "2")
        .containsEntry("http_latency_count", "6")
        .containsEntry("http_latency_sum_ns", "23000000")
        .containsEntry("http_latency_max_ns", "5000000");
  }

  @Test
  void severalRequestsBeforeTheFirstResponse() {
    String post = "POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nGET ";
    Talk talk = Talk.tcp(80).client(GET + post + GET).after(10).server(OK).after(10);
    assertThat(talk.server(OK + OK).told())
        .containsEntry("http_requests", "3")
        .containsEntry("http_responses", "3")
        .containsEntry("http_latency_count", "3")
        .containsEntry("http_latency_sum_ns", "50000000");
  }

  @Test
  void aBodyThatLooksLikeAHeadIsABody() {
    String inner = "HTTP/1.1 500 No\r\n\r\n";
    String length = "Content-Length: " + (inner.length() + 6);
    Talk talk = Talk.tcp(80).client(GET).server("HTTP/1.1 200 OK\r\n" + length + "\r\n\r\n123456");
    assertThat(talk.server(inner).client(GET).server(OK).told())
        .containsEntry("http_responses", "2")
        .containsEntry("http_5xx", "0");
  }

  @Test
  void aResponseThatBeginsInTheMiddleOfASegmentIsSeen() {
    Talk talk =
        Talk.tcp(80).client(GET + GET).server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    assertThat(talk.after(3).server("67890" + OK).told())
        .containsEntry("http_responses", "2")
        .containsEntry("http_latency_sum_ns", "3000000");
  }

  @Test
  void aResponseInPiecesIsFollowedByTheNextRequest() {
    Talk talk =
        Talk.tcp(80)
            .client(GET)
            .server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    talk.server("0\r\n\r\n").after(500).client(GET).after(2).server(OK);
    assertThat(talk.told())
        .containsEntry("http_responses", "2")
        .containsEntry("http_latency_sum_ns", "2000000");
  }

  @Test
  void aResponseThatWasNotSeenSpoilsNoOther() {
    Talk talk = Talk.tcp(80).client(GET).serverLoses(100).server("the rest of a body").after(5_000);
    talk.client(GET).after(7).server(OK).after(5_000).client(GET).after(1).server(OK);
    assertThat(talk.told())
        .containsEntry("http_requests", "3")
        .containsEntry("http_latency_count", "2")
        .containsEntry("http_latency_max_ns", "7000000");
  }

  @Test
  void norDoesOneThatOnlyTheClientHasSeen() {
    Talk talk = Talk.tcp(80).client(GET).serverLoses(100).after(5_000);
    talk.client(GET).after(7).server(OK).after(5_000).client(GET).after(1).server(OK);
    assertThat(talk.told())
        .containsEntry("http_requests", "3")
        .containsEntry("http_latency_count", "2")
        .containsEntry("http_latency_max_ns", "7000000");
  }

  @Test
  void requestsMayFollowWhileTheFirstResponseStillComes() {
    Talk talk = Talk.tcp(80).client(GET + GET);
    talk.server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345").after(1).client(GET);
    assertThat(talk.server("67890" + OK).after(1).server(OK).told())
        .containsEntry("http_latency_count", "3")
        .containsEntry("http_latency_sum_ns", "2000000");
  }

  @Test
  void aResponseToHeadHasNoBody() {
    Talk talk =
        Talk.tcp(80)
            .client(GET.replace("GET", "HEAD"))
            .server("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n");
    assertThat(talk.client(GET).server(OK).told())
        .containsEntry("http_method", "HEAD")
        .containsEntry("http_responses", "2");
  }

  @Test
  void notYetIsNoResponse() {
    Talk talk =
        Talk.tcp(80)
            .client("POST /up HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    talk.after(1).server("HTTP/1.1 100 Continue\r\n\r\n").client("data").after(20);
    assertThat(talk.server(OK.replace("200 OK", "201 Created")).told())
        .containsEntry("http_status", "201")
        .containsEntry("http_responses", "1")
        .containsEntry("http_latency_sum_ns", "21000000");
  }

  @Test
  void aHeadInTwoSegmentsIsReadOn() {
    Talk talk =
        Talk.tcp(80)
            .client("GET /" + "long".repeat(20))
            .client("er HTTP/1.1\r\nHost: far.example\r\n\r\n");
    assertThat(talk.told())
        .containsEntry("http_host", "far.example")
        .containsEntry("http_path_length", "81")
        .containsEntry("http_requests", "1");
  }

  @Test
  void aProxysTunnelIsToldAsWhatItCarries() {
    Talk talk = Talk.tcp(3_128).client("CONNECT www.example.org:443 HTTP/1.1\r\n\r\n");
    assertThat(talk.server("HTTP/1.1 200 OK\r\n\r\n").told())
        .containsEntry("http_method", "CONNECT");
    assertThat(
            talk.client(Hello.example().record())
                .server(Hello.server(0x0303, 0x1301, 0x0304))
                .told())
        .containsEntry("app", "tls")
        .containsEntry("ja4", "t13d1516h2_8daaf6152771_e5627efa2ab1")
        .containsEntry("tls_version", "1.3");
  }

  @Test
  void onlyResponsesAreToldOfToo() {
    assertThat(Talk.tcp(80).server(OK).server(OK.replace("200", "404")).told())
        .containsEntry("http_method", "")
        .containsEntry("http_path_length", "")
        .containsEntry("http_status", "200")
        .containsEntry("http_responses", "2")
        .containsEntry("http_4xx", "1")
        .containsEntry("http_latency_sum_ns", "");
  }

  @Test
  void aMethodThatIsNotKnownIsAnother() {
    assertThat(Talk.tcp(80).client("QUERY /x HTTP/1.1\r\n\r\n").told("http_method"))
        .isEqualTo("other");
    assertThat(Talk.tcp(80).client("UNSUBSCRIBE /x HTTP/1.0\r\n\r\n").told("http_method"))
        .isEqualTo("UNSUBSCRIBE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPTIONS rtsp://a/b RTSP/1.0\r\n\r\n",
        "REGISTER sip:a.example SIP/2.0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET \r\n",
        "GET",
        "HELO example.org\r\n",
        "HTTP/2 200\r\n",
        "HTTP/1.1 abc\r\n",
        "HTTP/1.1 099 x\r\n",
        "get / HTTP/1.1\r\n\r\n"
      })
  void whatOnlyLooksSimilarIsNotHttp(String start) {
    assertThat(Talk.tcp(80).client(start).told()).containsEntry("app", "");
  }

  @Test
  void hostsAreMadeSafeToPrintAndEndSomewhere() {
    String host = "a\u0007b" + "x".repeat(400);
    assertThat(
            Talk.tcp(80).client("GET / HTTP/1.1\r\nhOST:\t " + host + "\r\n\r\n").told("http_host"))
        .startsWith("a\\007bxx")
        .endsWith("x...")
        .hasSize(Letters.PART);
  }

  @Test
  void copiesAreNotCountedAgain() {
    Talk talk = Talk.tcp(80).client(GET).after(1).clientGoesBack(GET.length()).client(GET).after(1);
    assertThat(talk.server(OK).told())
        .containsEntry("http_requests", "1")
        .containsEntry("http_latency_sum_ns", "2000000");
  }
}
