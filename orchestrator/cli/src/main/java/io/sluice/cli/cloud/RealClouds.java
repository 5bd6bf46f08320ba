package io.sluice.cli.cloud;

import io.sluice.aws.AwsProvider;
import io.sluice.aws.AwsSession;
import io.sluice.azure.AzureProvider;
import io.sluice.azure.AzureSession;
import io.sluice.cli.work.Clouds;
import io.sluice.engine.blueprint.Aws;
import io.sluice.engine.blueprint.Blueprint;
import io.sluice.engine.boot.Bundle;
import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import io.sluice.engine.provider.Provider;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Azure and AWS, real or played by a sandbox; a provider does not learn which. */
public final class RealClouds implements Clouds {
  /** Where the launcher says the distribution lies. */
  private static final String HOME_PROPERTY = "sluice.home";

  /** The principal that the sandbox sees; any GUID would do. */
  private static final String SANDBOX_PRINCIPAL = "00000000-0000-0000-0000-0000000000aa";

  /** Any access key is somebody to the sandbox. */
  private static final String SANDBOX_KEY = "sandbox";

  /** Loopback answers at once, so it is asked often. */
  private static final Duration SANDBOX_POLL = Duration.ofMillis(50);

  @Override
  public Provider open(Blueprint blueprint, @Nullable URI sandbox) {
    Bundle bundle = Bundle.of(bundle());
    Aws aws = blueprint.aws();
    if (aws != null) {
      AwsSession session =
          sandbox == null
              ? AwsSession.aws(aws.region())
              : AwsSession.connect(aws.region(), sandbox, SANDBOX_KEY, SANDBOX_KEY);
      return AwsProvider.open(blueprint, session, bundle);
    }
    AzureSession session =
        sandbox == null
            ? AzureSession.azure()
            : AzureSession.loopback(sandbox.toString(), unsignedToken(), SANDBOX_POLL);
    return AzureProvider.open(blueprint, session, bundle);
  }

  private static Path bundle() {
    String home = System.getProperty(HOME_PROPERTY);
    if (home != null) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(Path.of(home, "bundle"), "appliance-*.tar.gz")) {
        for (Path file : found) {
          return file;
        }
      } catch (IOException e) {
        // no such folder: told below
      }
    }
    throw new ProblemException(
        Problem.error("bundle.missing", "There is no appliance bundle for machines to boot.")
            .withHint(
                "Run bin/orchestrator of an unpacked distribution, which carries it in bundle/."));
  }

  /** A JWT (RFC 7519) of the kind {@code alg: none}: the sandbox looks at the {@code oid} only. */
  private static String unsignedToken() {
    String claims =
        """
        {"aud":"https://management.azure.com/","oid":"%s","exp":4102444800}\
        """
            .formatted(SANDBOX_PRINCIPAL);
    return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + base64(claims) + ".";
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
