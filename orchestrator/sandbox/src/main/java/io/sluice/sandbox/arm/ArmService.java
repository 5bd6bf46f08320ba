package io.sluice.sandbox.arm;

import io.sluice.sandbox.arm.Operations.Operation;
import io.sluice.sandbox.cloud.AddressPlan;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Azure Resource Manager over HTTP: every call needs a bearer token and an api-version. */
public final class ArmService implements Handler {
  /** A poll of a running operation is held back this long, so that clients poll seldom. */
  private static final long HOLD_MILLIS = 500;

  private static final String VERSION =
      "\\d{4}-\\d{2}-\\d{2}(-(preview|alpha|beta|privatepreview))?";

  /**
   * How the service behaves.
   *
   * @param operationDelay how long a long-running operation lasts at least
   * @param pageSize the entries of one page of a list
   */
  public record Settings(Duration operationDelay, int pageSize) {
    public static final Settings DEFAULT = new Settings(Duration.ofMillis(20), 100);
  }

  private final Store store = new Store();
  private final AddressPlan addresses = new AddressPlan(store);
  private final Operations operations = new Operations();
  private final ScaleSets machines;
  private final Router router = new Router(ArmService::unknown);

  /**
   * @param machines made with the documents that this service keeps
   * @param base this server's plain address, {@code http://127.0.0.1:port}
   */
  public ArmService(
      Settings settings, Supplier<String> base, Function<ArmService, ScaleSets> machines) {
    this.machines = machines.apply(this);
    Cloud cloud = new Cloud(store, addresses, this.machines, base);
    Resources resources = new Resources(cloud, operations, settings.operationDelay());
    ScaleSetApi scaleSets = new ScaleSetApi(cloud, resources, operations);
    ResourceApi api = new ResourceApi(cloud, resources, scaleSets, settings.pageSize());
    Groups groups = new Groups(cloud, resources, operations, settings.pageSize());
    ResourceLists lists = new ResourceLists(cloud, settings.pageSize());
    Roles roles = new Roles(cloud, settings.pageSize());
    Deployments deployments = new Deployments(cloud, resources, operations);
    routes(groups, lists, deployments);
    router.route(
        "*", "/{rest*}", request -> roles.answer(request).orElseGet(() -> rest(api, request)));
  }

  private static Response rest(ResourceApi api, Request request) {
    if (!request.path().toLowerCase(Locale.ROOT).contains("/providers/")) {
      return unknown(request);
    }
    return api.handle(request);
  }

  private void routes(Groups groups, ResourceLists lists, Deployments deployments) {
    String subscription = "/subscriptions/{subscription}";
    String group = subscription + "/resourceGroups/{group}";
    String deployment = group + "/providers/Microsoft.Resources/deployments/{deployment}";
    router
        .route("GET", "/subscriptions", Subscriptions::list)
        .route("GET", "/tenants", Subscriptions::tenants)
        .route("GET", subscription, Subscriptions::get)
        .route("GET", subscription + "/locations", Subscriptions::locations)
        .route("GET", subscription + "/providers", Subscriptions::providers)
        .route("GET", subscription + "/providers/{namespace}", Subscriptions::provider)
        .route("POST", subscription + "/providers/{namespace}/register", Subscriptions::provider)
        .route("GET", subscription + "/resources", lists::list)
        .route("GET", subscription + "/resourceGroups", groups::list)
        .route("*", group, groups::handle)
        .route("GET", group + "/resources", lists::list)
        .route(
            "GET",
            subscription + "/providers/{namespace}/locations/{region}/operations/{operation}",
            this::status)
        .route(
            "GET",
            subscription + "/providers/{namespace}/locations/{region}/operationResults/{operation}",
            this::result)
        .route("PUT", deployment, deployments::put)
        .route("GET", deployment, deployments::get)
        .route("HEAD", deployment, deployments::head)
        .route("DELETE", deployment, deployments::delete)
        .route("POST", deployment + "/validate", deployments::validate)
        .route("GET", deployment + "/operations", deployments::operations)
        .route("GET", group + "/deployments/{deployment}/operations", deployments::operations);
  }

  public Documents documents() {
    return store;
  }

  public AddressPlan addresses() {
    return addresses;
  }

  public ScaleSets machines() {
    return machines;
  }

  @Override
  public Response handle(Request request) {
    Response response;
    try {
      Token.require(request);
      version(request);
      response = router.handle(request);
    } catch (ArmException refusal) {
      response = Answers.error(refusal);
    }
    return response
        .with("x-ms-request-id", UUID.randomUUID().toString())
        .with("x-ms-correlation-request-id", UUID.randomUUID().toString())
        .with("Cache-Control", "no-cache");
  }

  private static void version(Request request) {
    String version = request.query("api-version").orElse("");
    if (version.isEmpty()) {
      throw ArmException.badRequest(
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    if (!version.matches(VERSION)) {
      throw ArmException.badRequest(
          "InvalidApiVersionParameter", "The api-version '" + version + "' is invalid.");
    }
  }

  private Response status(Request request) {
    return Answers.json(200, awaited(request).status());
  }

  private Response result(Request request) {
    Operation operation = awaited(request);
    if (!operation.isDone()) {
      return Response.of(202)
          .with("Location", request.base() + request.rawPath() + "?" + request.rawQuery());
    }
    operation
        .failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
    return operation.result().get().map(body -> Answers.json(200, body)).orElse(Response.of(204));
  }

  private Operation awaited(Request request) {
    Operation operation =
        operations
            .get(request.variable("operation"))
            .orElseThrow(
                () -> new ArmException(404, "OperationNotFound", "The operation is not known."));
    try {
      operation.end().get(HOLD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Its status says so
      return operation;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return operation;
  }

  private static Response unknown(Request request) {
    return Answers.error(
        new ArmException(
            404,
            "InvalidRequestUri",
            "The request URI '" + request.path() + "' names nothing that is known here."));
  }

  /** Names of all types that have documents. */
  public static List<String> types() {
    return Stream.concat(
            Stream.of("Microsoft.Resources/resourceGroups"),
            Types.all().stream().map(ResourceType::name))
        .toList();
  }

  /** The type that a path is about, for counting; empty when none. */
  public static Optional<String> typeOf(String path) {
    return PathType.of(path);
  }
}
