package io.sluice.sandbox.aws;

import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.http.Request;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a request asks for, by AWS's names. */
final class Operations {
  private static final Map<String, String> PREFIXES =
      Map.of("elasticloadbalancing", "elbv2", "monitoring", "cloudwatch");

  private Operations() {}

  /** E.g. {@code ec2:DescribeInstances}, {@code s3:PutObject}. */
  static String of(Request request, Caller caller) {
    String service = PREFIXES.getOrDefault(caller.service(), caller.service());
    return service + ":" + name(request, caller.service());
  }

  private static String name(Request request, String service) {
    if (service.equals("s3")) {
      return object(request);
    }
    int operation = request.rawPath().lastIndexOf("/operation/");
    if (operation >= 0) {
      return request.rawPath().substring(operation + "/operation/".length());
    }
    Optional<String> target = request.header("x-amz-target");
    if (target.isPresent()) {
      return target.get().substring(target.get().lastIndexOf('.') + 1);
    }
    String action = QueryService.actionOf(request);
    return action.isEmpty() ? "none" : action;
  }

  /** S3 has no actions on the wire: they follow from method, path and subresource. */
  private static String object(Request request) {
    String path = request.rawPath().replaceFirst("^/+", "");
    int slash = path.indexOf('/');
    boolean object = slash >= 0 && slash + 1 < path.length();
    Map<String, String> query = request.queryParameters();
    String subresource =
        query.keySet().stream()
            .filter(key -> query.getOrDefault(key, "").isEmpty() && key.matches("[a-zA-Z]+"))
            .filter(key -> !key.equals("prefix") && !key.equals("delimiter"))
            .findFirst()
            .map(Operations::capitalised)
            .orElse("");
    if (subresource.isEmpty() && !object) {
      return switch (request.method()) {
        case "GET" -> path.isEmpty() ? "ListBuckets" : "ListObjects";
        case "PUT" -> "CreateBucket";
        case "HEAD" -> "HeadBucket";
        default -> capitalised(request.method()) + "Bucket";
      };
    }
    return capitalised(request.method()) + (object ? "Object" : "Bucket") + subresource;
  }

  private static String capitalised(String text) {
    String rest = text.substring(1);
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + (rest.equals(rest.toUpperCase(Locale.ROOT)) ? rest.toLowerCase(Locale.ROOT) : rest);
  }
}
