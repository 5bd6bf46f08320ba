package io.sluice.sandbox.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import java.util.List;
import java.util.Locale;

/** Subscriptions, tenants, locations and providers: what a client asks before it begins. */
final class Subscriptions {
  /** The api-versions that a client may pick from; every known form is accepted anyway. */
  private static final List<String> VERSIONS =
      List.of(
          "2025-04-01",
          "2025-03-01",
          "2024-11-30",
          "2024-03-01",
          "2022-10-01",
          "2022-07-01",
          "2022-04-01");

  private Subscriptions() {}

  static Response list(Request request) {
    ObjectNode page = Json.object();
    page.putArray("value").add(subscription(Tenant.SUBSCRIPTION));
    return Answers.json(200, page);
  }

  static Response get(Request request) {
    return Answers.json(200, subscription(request.variable("subscription")));
  }

  private static ObjectNode subscription(String id) {
    ObjectNode subscription =
        Json.object()
            .put("id", "/subscriptions/" + id)
            .put("authorizationSource", "RoleBased")
            .put("subscriptionId", id)
            .put("tenantId", Tenant.ID)
            .put("displayName", "Sluice sandbox")
            .put("state", "Enabled");
    subscription
        .putObject("subscriptionPolicies")
        .put("locationPlacementId", "Public_2014-09-01")
        .put("quotaId", "PayAsYouGo_2014-09-01")
        .put("spendingLimit", "Off");
    subscription.putArray("managedByTenants");
    return subscription;
  }

  static Response tenants(Request request) {
    ObjectNode page = Json.object();
    page.putArray("value")
        .addObject()
        .put("id", "/tenants/" + Tenant.ID)
        .put("tenantId", Tenant.ID)
        .put("displayName", "Sluice sandbox")
        .put("tenantCategory", "Home");
    return Answers.json(200, page);
  }

  static Response locations(Request request) {
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    for (String display : Locations.display()) {
      String name = Locations.normal(display);
      ObjectNode location =
          value
              .addObject()
              .put(
                  "id", "/subscriptions/" + request.variable("subscription") + "/locations/" + name)
              .put("name", name)
              .put("type", "Region")
              .put("displayName", display)
              .put("regionalDisplayName", display);
      location
          .putObject("metadata")
          .put("regionType", "Physical")
          .put("regionCategory", "Recommended");
    }
    return Answers.json(200, page);
  }

  static Response providers(Request request) {
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    Types.all().stream()
        .map(type -> namespace(type))
        .distinct()
        .forEach(namespace -> value.add(provider(request.variable("subscription"), namespace)));
    value.add(provider(request.variable("subscription"), "Microsoft.Resources"));
    return Answers.json(200, page);
  }

  static Response provider(Request request) {
    String asked = request.variable("namespace");
    String namespace =
        Types.all().stream()
            .map(Subscriptions::namespace)
            .filter(asked::equalsIgnoreCase)
            .findFirst()
            .orElse(asked);
    if (!namespace.toLowerCase(Locale.ROOT).startsWith("microsoft.")) {
      throw new ArmException(
          404, "InvalidResourceNamespace", "The resource namespace '" + asked + "' is invalid.");
    }
    return Answers.json(200, provider(request.variable("subscription"), namespace));
  }

  private static String namespace(ResourceType type) {
    return type.name().substring(0, type.name().indexOf('/'));
  }

  private static ObjectNode provider(String subscription, String namespace) {
    ObjectNode provider =
        Json.object()
            .put("id", "/subscriptions/" + subscription + "/providers/" + namespace)
            .put("namespace", namespace)
            .put("registrationPolicy", "RegistrationRequired")
            .put("registrationState", "Registered");
    ArrayNode types = provider.putArray("resourceTypes");
    for (ResourceType type : Types.all()) {
      if (namespace(type).equals(namespace)) {
        ObjectNode entry =
            types.addObject().put("resourceType", type.name().substring(namespace.length() + 1));
        ArrayNode locations = entry.putArray("locations");
        Locations.display().forEach(locations::add);
        ArrayNode versions = entry.putArray("apiVersions");
        VERSIONS.forEach(versions::add);
        entry.put("capabilities", "SupportsTags, SupportsLocation");
      }
    }
    return provider;
  }
}
