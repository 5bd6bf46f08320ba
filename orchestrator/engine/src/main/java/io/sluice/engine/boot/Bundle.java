package io.sluice.engine.boot;

import io.sluice.engine.problem.Problem;
import io.sluice.engine.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The appliance as one file, ready to be fetched by machines.
 *
 * @param file a gzipped tar with one top folder {@code appliance/}
 * @param sha256 of the file, lower-case hex
 * @param version of the appliance in it
 */
public record Bundle(Path file, String sha256, String version) {
  private static final Pattern NAME = Pattern.compile("appliance-(.+)\\.tar\\.gz");

  /**
   * Reads version and hash off a bundle file.
   *
   * @param file named {@code appliance-<version>.tar.gz}
   * @throws ProblemException {@code bundle.unreadable} when there is no such file, or it is named
   *     otherwise
   */
  public static Bundle of(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      throw unreadable(file, "it is not named appliance-<version>.tar.gz");
    }
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return new Bundle(file, HexFormat.of().formatHex(digest.digest()), name.group(1));
    } catch (IOException e) {
      throw unreadable(file, e.toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Its name in the mailbox: a changed bundle is another object. */
  public String object() {
    return "bundle/appliance-" + version + "-" + sha256 + ".tar.gz";
  }

  private static ProblemException unreadable(Path file, String why) {
    return new ProblemException(
        Problem.error("bundle.unreadable", "The appliance bundle `" + file + "` cannot be read.")
            .withDetail(why)
            .withHint(
                "Run the `orchestrator` of an unpacked distribution; the bundle lies in it."));
  }
}
