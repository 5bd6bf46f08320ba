package io.sluice.it.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.it.stage.Outcome;

/** What {@code sandbox traffic --json} reports. */
record Report(JsonNode json) {

  static Report of(Outcome outcome) {
    JsonNode json = outcome.json();
    JsonNode report = json.has("toServer") ? json : json.path("report");
    assertThat(report.path("toServer").path("sent").asLong()).as(outcome.toString()).isPositive();
    return new Report(report);
  }

  long started() {
    return json.path("started").asLong();
  }

  long completed() {
    return json.path("completed").asLong();
  }

  long moved() {
    return json.path("moved").asLong();
  }

  long lost() {
    return json.path("toServer").path("lost").asLong()
        + json.path("toClient").path("lost").asLong();
  }

  JsonNode appliance(String name) {
    for (JsonNode appliance : json.path("appliances")) {
      if (appliance.path("name").asText().equals(name)) {
        return appliance;
      }
    }
    throw new AssertionError("no appliance " + name + " in " + json.toPrettyString());
  }

  /** Every packet of every conversation arrived, both ways. */
  Report lostNothing(long conversations) {
    assertThat(started()).as(json.toPrettyString()).isEqualTo(conversations);
    assertThat(completed()).as(json.toPrettyString()).isEqualTo(conversations);
    for (String way : new String[] {"toServer", "toClient"}) {
      JsonNode counts = json.path(way);
      assertThat(counts.path("sent").asLong()).as(way).isGreaterThan(conversations);
      assertThat(counts.path("delivered").asLong())
          .as(json.toPrettyString())
          .isEqualTo(counts.path("sent").asLong());
    }
    return this;
  }

  /**
   * The appliances counted what the fabric counted, packet for packet and byte for byte. Compared
   * here again, not taken from the report's own verdict; and what went to them is what was sent.
   */
  Report agrees(int appliances) {
    assertThat(json.path("appliances")).hasSize(appliances);
    long seen = 0;
    for (JsonNode appliance : json.path("appliances")) {
      for (String tunnel : new String[] {"external", "internal"}) {
        assertThat(appliance.path("counted").path(tunnel))
            .as(json.toPrettyString())
            .isEqualTo(appliance.path(tunnel));
        seen += appliance.path(tunnel).path("sentPackets").asLong();
      }
    }
    long sent =
        json.path("toServer").path("sent").asLong() + json.path("toClient").path("sent").asLong();
    assertThat(seen).as(json.toPrettyString()).isEqualTo(sent);
    assertThat(json.path("agrees").asBoolean()).isTrue();
    return this;
  }
}
