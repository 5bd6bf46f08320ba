package io.sluice.aws;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What AWS's errors mean. A code decides before a status does: EC2, ELB and Auto Scaling answer 400
 * for nearly everything.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">EC2's
 *     error codes</a>
 */
final class AwsErrors {
  private static final Pattern THROTTLED =
      Pattern.compile(
          "throttl|requestlimitexceeded|toomanyrequests|slowdown|priorrequestnotcomplete"
              + "|bandwidthlimitexceeded|ec2throttled");
  // Each may pass: somebody else's operation ends, a reference is released, a deletion completes.
  private static final Pattern BUSY =
      Pattern.compile(
          "dependencyviolation|inuse|inprogress|resourcecontention|deleteconflict"
              + "|concurrentmodification|temporarilyunmodifiable|operationaborted|bucketnotempty"
              + "|incorrectstate|existingvpcendpointconnections|conflictingoperation");
  private static final Pattern QUOTA =
      Pattern.compile(
          "limitexceeded|quota|insufficient|toomany|addresslimit|maxiopslimit|maximum.*reached");
  private static final Set<String> UNAUTHENTICATED =
      Set.of(
          "authfailure",
          "expiredtoken",
          "expiredtokenexception",
          "invalidclienttokenid",
          "unrecognizedclientexception",
          "invalidaccesskeyid",
          "invalidtoken",
          "incompletesignature",
          "signaturedoesnotmatch",
          "missingauthenticationtoken",
          "requestexpired",
          "requesttimetooskewed");
  private static final Set<String> DENIED =
      Set.of(
          "unauthorizedoperation", "unauthorizedaccess", "unauthorizedexception", "optinrequired");
  private static final Set<String> SERVER_SIDE =
      Set.of("internalerror", "internalfailure", "unavailable", "requesttimeout");
  // What we name in a call we have made or seen before it; the part of AWS that answers lags.
  private static final Pattern ABSENT = Pattern.compile("notfound|nosuch|doesnotexist");
  private static final Pattern ABSENT_SAID =
      Pattern.compile(
          "(?i)iam instance profile|launch template .*does not exist|not found - |no lifecycle hook"
              + " found");
  private static final Pattern ACTION =
      Pattern.compile("authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)");
  private static final Pattern RESOURCE = Pattern.compile("on resource: (arn:[^\\s]+)");

  private AwsErrors() {}

  /** Never throws; what it does not know is a bug of ours. */
  static Failure classify(Throwable error) {
    for (Throwable cause = error; cause != null; cause = next(cause)) {
      Failure failure = one(cause);
      if (failure != null) {
        return failure;
      }
    }
    return new Failure(
        Failure.Type.BUG,
        null,
        Problem.error("bug", "Something went wrong that should not: " + error));
  }

  /** Deletes; already gone is success. */
  static void gone(Runnable delete) {
    try {
      delete.run();
    } catch (AwsServiceException e) {
      if (!isAbsent(e)) {
        throw e;
      }
    }
  }

  /** True where AWS says that what we named is not there. */
  static boolean isAbsent(AwsServiceException error) {
    return ABSENT.matcher(lower(code(error))).find()
        || (lower(code(error)).equals("validationerror")
            && ABSENT_SAID.matcher(message(error)).find());
  }

  /** AWS's own code, e.g. {@code InvalidGroup.Duplicate}; empty where there is none. */
  static String code(AwsServiceException error) {
    return error.awsErrorDetails() == null
        ? ""
        : Objects.requireNonNullElse(error.awsErrorDetails().errorCode(), "");
  }

  private static String message(AwsServiceException error) {
    return error.awsErrorDetails() == null
        ? ""
        : Objects.requireNonNullElse(error.awsErrorDetails().errorMessage(), "");
  }

  private static @Nullable Throwable next(Throwable cause) {
    return cause.getCause() == cause ? null : cause.getCause();
  }

  private static @Nullable Failure one(Throwable error) {
    return switch (error) {
      case FailureException own -> own.failure();
      case ProblemException told ->
          new Failure(Failure.Type.INVALID, null, told.problems().getFirst());
      case AwsServiceException e -> response(e);
      case UnknownHostException e -> unavailable(e);
      case IOException e -> unavailable(e);
      case InterruptedException e -> unavailable(e);
      case SdkClientException e -> client(e);
      default -> null;
    };
  }

  private static Failure response(AwsServiceException error) {
    String code = code(error);
    String message = message(error);
    int status = error.statusCode();
    Failure.Type type = type(status, lower(code), message);
    String said = message.replaceAll("\\s*Encoded authorization failure message:.*", "").strip();
    return new Failure(
        type,
        retryAfter(error),
        Problem.error(
                code.isEmpty() ? "aws.http-" + status : code, summary(type, code, said, status))
            .withDetail(said.isEmpty() ? null : said)
            .withHint(hint(type, code)));
  }

  /** In seconds, as far as AWS sends it at all. */
  private static @Nullable Duration retryAfter(AwsServiceException error) {
    if (error.awsErrorDetails() == null || error.awsErrorDetails().sdkHttpResponse() == null) {
      return null;
    }
    return error
        .awsErrorDetails()
        .sdkHttpResponse()
        .firstMatchingHeader("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(null);
  }

  private static Failure.Type type(int status, String code, String message) {
    if (THROTTLED.matcher(code).find()) {
      return Failure.Type.THROTTLED;
    }
    if (UNAUTHENTICATED.contains(code)) {
      return Failure.Type.UNAUTHENTICATED;
    }
    if (DENIED.contains(code) || code.startsWith("accessdenied")) {
      return Failure.Type.DENIED;
    }
    if (QUOTA.matcher(code).find()) {
      return Failure.Type.QUOTA;
    }
    if (BUSY.matcher(code).find()) {
      return Failure.Type.BUSY;
    }
    if (ABSENT.matcher(code).find() || ABSENT_SAID.matcher(message).find()) {
      return Failure.Type.NOT_YET;
    }
    if (SERVER_SIDE.contains(code)) {
      return Failure.Type.UNAVAILABLE;
    }
    return switch (status) {
      case 401 -> Failure.Type.UNAUTHENTICATED;
      case 403 -> Failure.Type.DENIED;
      case 408 -> Failure.Type.UNAVAILABLE;
      case 412 -> Failure.Type.CONFLICT;
      case 429 -> Failure.Type.THROTTLED;
      default -> status >= 500 ? Failure.Type.UNAVAILABLE : Failure.Type.INVALID;
    };
  }

  private static String summary(Failure.Type type, String code, String message, int status) {
    return switch (type) {
      case DENIED -> denied(code, message);
      case UNAUTHENTICATED -> "AWS does not accept the credentials" + named(code) + ".";
      case QUOTA -> "A quota or limit of the account is used up" + named(code) + ".";
      case THROTTLED -> "AWS asks for fewer calls" + named(code) + ".";
      case BUSY -> "The resource is held by another operation or still in use" + named(code) + ".";
      case CONFLICT -> "The resource was changed by someone else in the meantime.";
      case NOT_YET ->
          "What was made or permitted just now is not known everywhere in AWS yet"
              + named(code)
              + ".";
      case UNAVAILABLE -> "AWS could not answer" + named(code) + ", status " + status + ".";
      case INVALID, BUG ->
          message.isEmpty()
              ? "AWS refused the request" + named(code) + ", status " + status + "."
              : firstSentence(message);
    };
  }

  private static String denied(String code, String message) {
    Matcher action = ACTION.matcher(message);
    if (!action.find()) {
      return "You have no permission for this in AWS" + named(code) + ".";
    }
    Matcher resource = RESOURCE.matcher(message);
    return "You have no permission for `%s`%s."
        .formatted(action.group(1), resource.find() ? " on `" + resource.group(1) + "`" : "");
  }

  private static String named(String code) {
    return code.isEmpty() ? "" : " (" + code + ")";
  }

  private static String firstSentence(String message) {
    String line = message.strip().lines().findFirst().orElse("");
    int end = line.indexOf(". ");
    String sentence = end < 0 ? line : line.substring(0, end + 1);
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  private static @Nullable String hint(Failure.Type type, String code) {
    return switch (type) {
      case DENIED -> "Ask for an IAM policy that allows it to whoever runs this command.";
      case UNAUTHENTICATED ->
          "Run `aws sso login` or `aws configure`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY.";
      case QUOTA ->
          "Ask for more under Service Quotas in the console, or choose another size, region or"
              + " scale.";
      case NOT_YET -> "Run the same command again in a few minutes: AWS can take that long.";
      case THROTTLED, BUSY, CONFLICT, UNAVAILABLE -> "Run the same command again later.";
      case INVALID, BUG -> code.isEmpty() ? null : "AWS's documentation explains `" + code + "`.";
    };
  }

  /** What the SDK found out before there was an answer; a cause that says more comes first. */
  private static @Nullable Failure client(SdkClientException error) {
    String message = Objects.requireNonNullElse(error.getMessage(), "");
    if (credentials(error, message)) {
      return new Failure(
          Failure.Type.UNAUTHENTICATED,
          null,
          Problem.error("aws.no-credentials", "There are no credentials that AWS accepts.")
              .withDetail(firstLine(error))
              .withHint(hint(Failure.Type.UNAUTHENTICATED, "")));
    }
    return error.getCause() == null ? unavailable(error) : null;
  }

  /** From a credentials provider; the SDK has no type for it. */
  private static boolean credentials(SdkClientException error, String message) {
    String said = lower(message);
    return said.contains("credential")
        || said.contains("sso")
        || said.contains("profile")
        || error.getClass().getSimpleName().contains("ExpiredToken");
  }

  private static Failure unavailable(Throwable error) {
    boolean unknown = error instanceof UnknownHostException;
    return new Failure(
        Failure.Type.UNAVAILABLE,
        null,
        Problem.error("aws.unreachable", "AWS could not be reached.")
            .withDetail((unknown ? "No such host: " : "") + firstLine(error))
            .withHint(
                unknown
                    ? "Check the network and the region's code, then run the same command again."
                    : "Check the network, then run the same command again."));
  }

  /** Without the names of classes: they tell a person nothing. */
  private static String firstLine(Throwable error) {
    String message = error.getMessage();
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    String sentence = line.replaceAll("([a-z]\\w*\\.)+[A-Z]\\w*: ", "");
    return sentence.isEmpty() ? error.getClass().getSimpleName() : sentence;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
