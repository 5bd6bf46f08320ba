package io.sluice.azure;

import com.azure.core.exception.AzureException;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.management.exception.ManagementException;
import com.azure.identity.CredentialUnavailableException;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Failure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Azure's errors mean. A code decides before a status does, because Azure answers 409 and 400
 * for things as different as "busy" and "quota", and a long-running operation that fails answers
 * 200.
 *
 * @see <a
 *     href="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors">
 *     common errors</a>
 */
final class AzureErrors {
  // Each may pass: somebody else's operation ends, a reference is released.
  private static final Set<String> BUSY =
      Set.of(
          "anotheroperationinprogress",
          "retryableerror",
          "retryableerrorduetoanotheroperation",
          "canceledandsupersededduetoanotheroperation",
          "resourcegroupbeingdeleted",
          "resourcebeingdeleted",
          "storageaccountoperationinprogress",
          "operationpreempted",
          "operationnotallowedonresourceindeletingstate",
          "containerbeingdeleted",
          "referencedresourcenotprovisioned",
          "cannotdeleteidentityinuse",
          "conflictingconcurrentwritenotallowed",
          "preconditionfailedoperationinprogress");
  private static final Set<String> NOT_YET =
      Set.of("authorizationpermissionmismatch", "principalnotfound", "parentresourcenotfound");
  private static final Pattern QUOTA =
      Pattern.compile(
          "quota|limitexceeded|countlimit|limitreached|skunotavailable"
              + "|overconstrained|allocationfailed");
  private static final Pattern DENIED =
      Pattern.compile("perform action '([^']+)' over scope '([^']+)'");

  private AzureErrors() {}

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

  private static @Nullable Throwable next(Throwable cause) {
    return cause.getCause() == cause ? null : cause.getCause();
  }

  private static @Nullable Failure one(Throwable error) {
    return switch (error) {
      case FailureException own -> own.failure();
      case ProblemException told ->
          new Failure(Failure.Type.INVALID, null, told.problems().getFirst());
      case BlobException e -> response(e, Objects.toString(e.code(), ""), "");
      case ManagementException e ->
          e.getValue() == null
              ? response(e, "", "")
              : response(
                  e,
                  Objects.toString(e.getValue().getCode(), ""),
                  Objects.toString(e.getValue().getMessage(), ""));
      case CredentialUnavailableException e -> unauthenticated(e);
      case ClientAuthenticationException e ->
          e.getResponse() != null && e.getResponse().getStatusCode() == 403
              ? response(e, "", "")
              : unauthenticated(e);
      case HttpResponseException e -> response(e, "", "");
      case IOException e -> unavailable(e);
      case TimeoutException e -> unavailable(e);
      case AzureException e when e.getCause() == null -> unavailable(e);
      default -> null;
    };
  }

  private static Failure response(HttpResponseException error, String code, String message) {
    HttpResponse response = error.getResponse();
    int status = response == null ? 0 : response.getStatusCode();
    // The answer to a failed long-running operation names no request and may have no headers.
    HttpRequest request = response == null ? null : response.getRequest();
    boolean put = request != null && request.getHttpMethod() == HttpMethod.PUT;
    Failure.Type type = type(status, code.toLowerCase(Locale.ROOT), message, put);
    Duration retryAfter = response == null ? null : retryAfter(response);
    String shown = code.isEmpty() ? "azure.http-" + status : code;
    String said = message.isEmpty() ? null : message.strip();
    return new Failure(
        type,
        retryAfter,
        Problem.error(shown, summary(type, code, message, status))
            .withDetail(said)
            .withHint(hint(type, code)));
  }

  /** Seconds or an HTTP date (RFC 9110 section 10.2.3); null where absent or unreadable. */
  private static @Nullable Duration retryAfter(HttpResponse response) {
    HttpHeaders headers = response.getHeaders();
    String text = headers == null ? null : headers.getValue(HttpHeaderName.RETRY_AFTER);
    if (text == null) {
      return null;
    }
    if (text.matches("[0-9]{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration until =
          Duration.between(
              Instant.now(),
              DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Failure.Type type(int status, String code, String message, boolean put) {
    // A put follows the group's own, or a list of it: the part of Azure that answers lags behind.
    if (NOT_YET.contains(code) || (put && code.equals("resourcegroupnotfound"))) {
      return Failure.Type.NOT_YET;
    }
    if (BUSY.contains(code) || (!put && inUse(code, message))) {
      return Failure.Type.BUSY;
    }
    if (QUOTA.matcher(code).find() || message.contains("exceeding approved")) {
      return Failure.Type.QUOTA;
    }
    return switch (status) {
      case 401 -> Failure.Type.UNAUTHENTICATED;
      case 403 -> Failure.Type.DENIED;
      case 408 -> Failure.Type.UNAVAILABLE;
      case 412 -> Failure.Type.CONFLICT;
      case 429 -> Failure.Type.THROTTLED;
      default ->
          status >= 500 || serverSide(code) ? Failure.Type.UNAVAILABLE : Failure.Type.INVALID;
    };
  }

  /**
   * E.g. InUseSubnetCannotBeDeleted, LoadBalancerInUseByVirtualMachineScaleSet, and
   * PublicIPAddressCannotBeDeleted ("still allocated to resource ..."): what holds it goes soon.
   * Said of a put it means that what we ask for is somebody else's, which waiting does not change.
   */
  private static boolean inUse(String code, String message) {
    return code.contains("inuse")
        || (code.contains("cannotbedeleted")
            && (message.contains("in use") || message.contains("still allocated")));
  }

  /** What a long-running operation reports when Azure itself failed. */
  private static boolean serverSide(String code) {
    return Set.of(
            "internalservererror", "internalexecutionerror", "serverbusy", "operationtimedout")
        .contains(code);
  }

  private static String summary(Failure.Type type, String code, String message, int status) {
    Matcher denied = DENIED.matcher(message);
    return switch (type) {
      case DENIED ->
          denied.find()
              ? "You have no permission for `%s` on `%s`."
                  .formatted(denied.group(1), denied.group(2))
              : "You have no permission for this in Azure" + named(code) + ".";
      case UNAUTHENTICATED -> "Azure does not accept the credentials" + named(code) + ".";
      case QUOTA -> "A quota or limit of the subscription is used up" + named(code) + ".";
      case THROTTLED -> "Azure asks for fewer calls" + named(code) + ".";
      case BUSY -> "The resource is held by another operation or still in use" + named(code) + ".";
      case CONFLICT -> "The resource was changed by someone else in the meantime.";
      case NOT_YET ->
          "What was made or permitted just now is not known everywhere in Azure yet"
              + named(code)
              + ".";
      case UNAVAILABLE -> "Azure could not answer" + named(code) + ", status " + status + ".";
      case INVALID, BUG ->
          message.isEmpty()
              ? "Azure refused the request" + named(code) + ", status " + status + "."
              : firstSentence(message);
    };
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
      case DENIED ->
          "Ask for a role that allows it: Contributor and Role Based Access Control"
              + " Administrator on the resource group, on the subscription where the group is to be"
              + " created, and on what is linked.";
      case UNAUTHENTICATED ->
          "Run `az login`, or set AZURE_CLIENT_ID, AZURE_TENANT_ID and" + " AZURE_CLIENT_SECRET.";
      case QUOTA ->
          "Ask for more under Quotas in the portal, or choose another size, region or scale.";
      case NOT_YET -> "Run the same command again in a few minutes: Azure can take that long.";
      case THROTTLED, BUSY, CONFLICT, UNAVAILABLE -> "Run the same command again later.";
      case INVALID, BUG -> code.isEmpty() ? null : "Azure's documentation explains `" + code + "`.";
    };
  }

  private static Failure unauthenticated(Throwable error) {
    return new Failure(
        Failure.Type.UNAUTHENTICATED,
        null,
        Problem.error("azure.no-credentials", "There are no credentials that Azure accepts.")
            .withDetail(firstLine(error))
            .withHint(hint(Failure.Type.UNAUTHENTICATED, "")));
  }

  private static Failure unavailable(Throwable error) {
    return new Failure(
        Failure.Type.UNAVAILABLE,
        null,
        Problem.error("azure.unreachable", "Azure could not be reached.")
            .withDetail(firstLine(error))
            .withHint("Check the network, then run the same command again."));
  }

  /** Without the names of classes: they tell a person nothing. */
  private static String firstLine(Throwable error) {
    String message = error.getMessage();
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    String sentence = line.replaceAll("([a-z]\\w*\\.)+[A-Z]\\w*: ", "");
    return sentence.isEmpty() ? error.getClass().getSimpleName() : sentence;
  }
}
