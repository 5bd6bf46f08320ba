package io.sluice.sandbox.aws.imds;

import io.sluice.sandbox.aws.cloud.Compute;
import io.sluice.sandbox.aws.cloud.Ec2Instance;
import io.sluice.sandbox.aws.cloud.Rooms;
import io.sluice.sandbox.aws.iam.Iam;
import io.sluice.sandbox.aws.iam.TemporaryKeys;
import io.sluice.sandbox.http.Handler;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.http.Response;
import io.sluice.sandbox.http.Router;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The instance metadata service at {@code /imds/<instance id>/latest/}, version 2 only: without a
 * session token there is nothing but 401. An instance finds it through {@code
 * AWS_EC2_METADATA_SERVICE_ENDPOINT}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html">
 *     Use the Instance Metadata Service</a>
 */
public final class InstanceMetadata implements Handler {
  private static final String TOKEN = "x-aws-ec2-metadata-token";
  private static final String LIFETIME = "x-aws-ec2-metadata-token-ttl-seconds";
  private static final int LONGEST_SECONDS = 21_600;

  private final Rooms rooms;
  private final SessionTokens tokens;
  private final RoleKeys roleKeys;
  private final Iam iam;
  private final Router router = new Router(request -> error(404, "Not Found"));

  /**
   * @param keys where the keys of roles are issued
   */
  public InstanceMetadata(Rooms rooms, Iam iam, TemporaryKeys keys) {
    this.rooms = rooms;
    this.iam = iam;
    this.tokens = new SessionTokens(keys::now);
    this.roleKeys = new RoleKeys(keys);
    router
        .route("*", "/imds/{machine}/latest/api/token", this::token)
        .route("*", "/imds/{machine}/latest/{path*}", this::read);
  }

  /** Adds its route, which matches no path of Azure's metadata service. */
  public void register(Router front) {
    front.route("*", "/imds/{machine}/latest/{path*}", this);
  }

  @Override
  public Response handle(Request request) {
    return router.handle(request);
  }

  private Optional<Ec2Instance> instance(Request request) {
    Compute compute = rooms.compute();
    String id = request.variable("machine");
    return compute.regions().stream()
        .flatMap(region -> compute.instance(region, id).stream())
        .filter(instance -> !instance.state().equals("terminated"))
        .findFirst();
  }

  private Response token(Request request) {
    Optional<Ec2Instance> instance = instance(request);
    if (instance.isEmpty()) {
      return error(404, "Not Found");
    }
    if (!request.method().equals("PUT")) {
      return error(405, "Method Not Allowed").with("Allow", "OPTIONS, PUT");
    }
    // What comes through a proxy is not the instance
    if (request.header("x-forwarded-for").isPresent()) {
      return error(403, "Forbidden");
    }
    String lifetime = request.header(LIFETIME).orElse("");
    if (!lifetime.matches("[0-9]{1,5}")) {
      return error(400, "Bad Request");
    }
    int seconds = Integer.parseInt(lifetime);
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      return error(400, "Bad Request");
    }
    return text(tokens.issue(instance.get().id(), seconds)).with(LIFETIME, lifetime);
  }

  private Response read(Request request) {
    Optional<Ec2Instance> found = instance(request);
    if (found.isEmpty()) {
      return error(404, "Not Found");
    }
    Ec2Instance instance = found.get();
    Optional<Integer> left =
        request.header(TOKEN).flatMap(token -> tokens.secondsLeft(instance.id(), token));
    if (left.isEmpty()) {
      return error(401, "Unauthorized");
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return error(405, "Method Not Allowed").with("Allow", "GET, HEAD");
    }
    return answer(instance, request.variable("path")).with(LIFETIME, Integer.toString(left.get()));
  }

  private Response answer(Ec2Instance instance, String path) {
    if (path.equals("user-data")) {
      return instance.userData().isEmpty()
          ? error(404, "Not Found")
          : text("")
              .with("Content-Type", "application/octet-stream")
              .withBody(Base64.getMimeDecoder().decode(instance.userData()));
    }
    MetadataTree tree = new MetadataTree();
    InstanceLeaves.add(tree, instance, rooms);
    instanceProfile(instance, tree);
    return tree.read(path).map(InstanceMetadata::text).orElseGet(() -> error(404, "Not Found"));
  }

  private void instanceProfile(Ec2Instance instance, MetadataTree tree) {
    String arn = instance.instanceProfile();
    if (arn != null) {
      iam.instanceProfile(arn).ifPresent(profile -> roleKeys.add(tree, instance.id(), profile));
    }
  }

  private static Response text(String text) {
    return Response.of(200)
        .with("Content-Type", "text/plain")
        .with("Server", "EC2ws")
        .withBody(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Response error(int status, String title) {
    String page =
        """
        <?xml version="1.0" encoding="iso-8859-1"?>
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
        \t"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
         <head>
          <title>%d - %s</title>
         </head>
         <body>
          <h1>%d - %s</h1>
         </body>
        </html>
        """
            .formatted(status, title, status, title);
    return Response.of(status)
        .with("Content-Type", "text/html")
        .with("Server", "EC2ws")
        .withBody(page.getBytes(StandardCharsets.UTF_8));
  }
}
