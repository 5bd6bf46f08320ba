package io.sluice.sandbox;

import static io.sluice.sandbox.Wire.GROUP;
import static io.sluice.sandbox.Wire.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.Wire.Reply;
import io.sluice.sandbox.control.Call;
import io.sluice.sandbox.control.CallListener;
import io.sluice.sandbox.control.CutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
  private static final String IP = NETWORK + "/publicIPAddresses/ip";
  private Wire wire;

  @BeforeEach
  void start(@TempDir Path dir) {
    wire = new Wire(dir).withGroup();
  }

  @AfterEach
  void stop() {
    wire.close();
  }

  @Test
  void theControlApiWantsItsToken() {
    assertThat(wire.get("/sandbox/status").status()).isEqualTo(401);
    assertThat(wire.control("GET", "/sandbox/status", "").at("state")).isEqualTo("running");
  }

  @Test
  void callsAreCountedByMethodAndType() {
    wire.control("DELETE", "/sandbox/calls", "");
    wire.tryPut(IP, Fixtures.PUBLIC_IP);
    wire.get(NETWORK + "/publicIPAddresses");
    wire.get(IP);
    Reply calls = wire.control("GET", "/sandbox/calls", "");
    assertThat(calls.json().at("/total").asInt()).isEqualTo(3);
    assertThat(calls.json().path("calls").path("GET Microsoft.Network/publicIPAddresses").asInt())
        .isEqualTo(2);
  }

  @Test
  void aFaultAnswersInTheCloudsPlaceAsOftenAsItWasTold() {
    wire.fault(
        "{'match':'PUT .*publicIPAddresses','status':429,'times':2,'headers':{'Retry-After':'0'},"
            + "'body':{'error':{'code':'TooManyRequests','message':'slow down'}}}");
    for (int i = 0; i < 2; i++) {
      Reply reply = wire.tryPut(IP, Fixtures.PUBLIC_IP);
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.headers()).containsEntry("retry-after", "0");
      assertThat(wire.get(IP).status()).as("it was not executed").isEqualTo(404);
    }
    assertThat(wire.tryPut(IP, Fixtures.PUBLIC_IP).status()).isEqualTo(201);
  }

  @Test
  void aConnectionCutBeforeExecutesNothingAndOneCutAfterDoes() {
    wire.fault("{'match':'PUT .*publicIPAddresses','drop':'before','times':1}");
    assertThat(cut()).isTrue();
    assertThat(wire.get(IP).status()).isEqualTo(404);
    wire.fault("{'match':'PUT .*publicIPAddresses','drop':'after','times':1}");
    assertThat(cut()).isTrue();
    assertThat(wire.get(IP).status()).isEqualTo(200);
  }

  private boolean cut() {
    return wire.tryPut(IP, Fixtures.PUBLIC_IP).status() == -1;
  }

  @Test
  void aFaultMayLetCallsPassFirst() {
    wire.fault("{'match':'GET .*publicIPAddresses','skip':1,'status':503}");
    assertThat(wire.get(IP).status()).isEqualTo(404);
    assertThat(wire.get(IP).status()).isEqualTo(503);
    assertThat(wire.get(IP).status()).isEqualTo(404);
  }

  @Test
  void aFaultThatIsNotOneIsRefused() {
    assertThat(wire.control("POST", "/sandbox/faults", "{'status':500}").status()).isEqualTo(400);
    assertThat(wire.control("POST", "/sandbox/faults", "{'match':'('}").status()).isEqualTo(400);
  }

  @Test
  void aListenerHearsEveryCallBeforeAndAfterAndMayCutIt() {
    List<String> heard = new ArrayList<>();
    CallListener listener =
        new CallListener() {
          @Override
          public void before(Call call) {
            heard.add("before " + call.method() + " " + call.type());
            if (call.method().equals("DELETE")) {
              throw new CutException();
            }
          }

          @Override
          public void after(Call call, int status) {
            heard.add("after " + status);
          }
        };
    wire.tryPut(IP, Fixtures.PUBLIC_IP);
    wire.sandbox.gate().listen(listener);
    wire.get(IP);
    assertThat(wire.call("DELETE", IP, "", Map.of()).status()).isEqualTo(-1);
    wire.sandbox.gate().unlisten(listener);
    assertThat(wire.get(IP).status()).isEqualTo(200);
    assertThat(heard)
        .containsExactly(
            "before GET Microsoft.Network/publicIPAddresses",
            "after 200",
            "before DELETE Microsoft.Network/publicIPAddresses");
  }

  @Test
  void someoneWhoAsksForAStopIsHeard() {
    assertThat(wire.control("POST", "/sandbox/stop", "").status()).isEqualTo(202);
    assertThat(wire.sandbox.stopAsked()).isDone();
    assertThat(wire.get(GROUP).status()).as("it stops when its owner closes it").isEqualTo(200);
  }
}
