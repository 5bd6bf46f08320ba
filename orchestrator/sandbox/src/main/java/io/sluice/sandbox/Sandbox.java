package io.sluice.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.arm.ArmService;
import io.sluice.sandbox.arm.Json;
import io.sluice.sandbox.arm.Token;
import io.sluice.sandbox.aws.AwsCloud;
import io.sluice.sandbox.blob.BlobService;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.cloud.ScaleSets;
import io.sluice.sandbox.control.Call;
import io.sluice.sandbox.control.Control;
import io.sluice.sandbox.control.Gate;
import io.sluice.sandbox.control.Recorder;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.HttpServer;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import io.sluice.sandbox.http.Tls;
import io.sluice.sandbox.login.Imds;
import io.sluice.sandbox.login.Login;
import io.sluice.sandbox.traffic.TrafficDesk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** A running cloud on loopback: Azure, AWS and the control API on one server. */
public final class Sandbox implements AutoCloseable {
  private final Instant started = Instant.now();
  private final String token = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
  private final CompletableFuture<Void> stopAsked = new CompletableFuture<>();
  private final CompletableFuture<URI> address = new CompletableFuture<>();
  private final Tls tls = Tls.create();
  private final Gate gate;
  private final ArmService arm;
  private final AwsCloud aws;
  private final HttpServer server;

  private Sandbox(SandboxOptions options, Function<Cell, ScaleSets> machines) {
    emptyBlobs(options.dir().resolve("blob"));
    gate = new Gate(options.record().map(Recorder::new).orElse(null));
    Router router = new Router(request -> notFound());
    aws = new AwsCloud(gate);
    Control control = new Control(token, gate, this::status, () -> stopAsked.complete(null));
    TrafficDesk traffic = new TrafficDesk();
    arm =
        new ArmService(
            options.arm(),
            () -> address.join().toString(),
            service ->
                machines.apply(
                    new Cell(
                        options.dir(),
                        service.documents(),
                        service.addresses(),
                        router,
                        control,
                        traffic,
                        aws,
                        address::join)));
    BlobService blobs = new BlobService(options.dir().resolve("blob"), arm.documents());
    control.register(router);
    router.route("POST", "/sandbox/traffic", control.guarded(traffic));
    aws.register(router, control);
    aws.register(router, gate);
    Login.register(router);
    Router imds = new Router(request -> notFound());
    new Imds(arm.documents(), arm.machines()).register(imds);
    router
        .route("*", "/imds/{rest*}", gate.guard(imds, request -> call(request, "imds", "token")))
        .route("*", "/blob/{account}/{container}", gate.guard(whole(blobs), this::blobCall))
        .route("*", "/blob/{account}/{container}/{object*}", gate.guard(blobs, this::blobCall))
        .route("*", "/{rest*}", gate.guard(arm, this::armCall));
    server =
        new HttpServer(
            tls.context(),
            request -> AwsCloud.isFor(request) ? aws.handle(request) : router.handle(request));
    address.complete(URI.create("http://127.0.0.1:" + server.port()));
  }

  /**
   * Starts a sandbox in this process. It answers when this returns.
   *
   * @param machines makes the room behind the scale sets
   */
  public static Sandbox start(SandboxOptions options, Function<Cell, ScaleSets> machines) {
    return new Sandbox(options, machines);
  }

  private static Handler whole(BlobService blobs) {
    return request -> {
      var variables = new HashMap<>(request.variables());
      variables.put("object", "");
      return blobs.handle(request.withVariables(variables));
    };
  }

  private Call armCall(Request request) {
    String type = ArmService.typeOf(request.path()).orElse("other");
    return call(request, "arm", type);
  }

  private Call blobCall(Request request) {
    boolean container = request.variables().getOrDefault("object", "").isEmpty();
    return call(request, "blob", container ? "container" : "blob");
  }

  private Call call(Request request, String service, String type) {
    String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
    // Only tokens from the metadata service say which machine they were given to
    boolean machine =
        service.equals("imds")
            || Token.claims(request).map(claims -> claims.has("xms_az_rid")).orElse(false);
    return new Call(request.method(), request.rawPath() + query, service, type, machine);
  }

  private static Response notFound() {
    return Response.json(404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"No such path.\"}}");
  }

  /** Blobs of an earlier sandbox have no container any more. */
  private static void emptyBlobs(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + folder, e);
    }
  }

  private ObjectNode status() {
    ObjectNode status =
        Json.object()
            .put("state", stopAsked.isDone() ? "stopping" : "running")
            .put("pid", ProcessHandle.current().pid())
            .put("startedAt", started.toString())
            .put("http", http().toString());
    ObjectNode resources = status.putObject("resources");
    ArmService.types()
        .forEach(
            type -> {
              int count = arm.documents().list(type).size();
              if (count > 0) {
                resources.put(type, count);
              }
            });
    return status;
  }

  public URI http() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  public URI https() {
    return URI.create("https://localhost:" + server.tlsPort());
  }

  /** The certificate that a TLS client must trust, as PEM. */
  public String authorityPem() {
    return tls.authorityPem();
  }

  /** What the control API wants as its bearer token. */
  public String token() {
    return token;
  }

  public Instant started() {
    return started;
  }

  public Documents documents() {
    return arm.documents();
  }

  public AwsCloud aws() {
    return aws;
  }

  /** Counts, faults and listeners. */
  public Gate gate() {
    return gate;
  }

  /** Ends when somebody asks the control API to stop. */
  public CompletableFuture<Void> stopAsked() {
    return stopAsked;
  }

  /**
   * Stops the machines, if what stands behind the scale sets can be closed, then answers no more: a
   * machine that leaves writes its last status into the mailbox.
   */
  @Override
  public void close() {
    try {
      if (arm.machines() instanceof AutoCloseable machines) {
        machines.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("the machines could not be stopped", e);
    } finally {
      server.close();
    }
  }
}
