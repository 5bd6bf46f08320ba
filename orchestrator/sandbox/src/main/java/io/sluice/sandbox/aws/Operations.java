package io.sluice.sandbox.aws;

import io.sluice.sandbox.aws.s3.S3Service;
import io.sluice.sandbox.aws.wire.Caller;
import io.sluice.sandbox.aws.wire.QueryService;
import io.sluice.sandbox.http.Request;
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
      return S3Service.actionOf(request);
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
}
