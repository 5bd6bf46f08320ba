package io.sluice.sandbox.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar.gz: its hash, and unpacking that never leaves the folder it is given. */
final class Archive {
  private Archive() {}

  /** SHA-256 in lower-case hex. */
  static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /**
   * Unpacks into {@code folder}; files keep whether they are executable.
   *
   * @throws IOException when an entry would land outside the folder, or the archive is damaged
   */
  static void unpack(Path archive, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path root = folder.toRealPath();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(Files.newInputStream(archive), 1 << 16), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = inside(root, root.resolve(entry.getName()), entry);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Path parent = target.getParent();
        if (parent == null || !Files.createDirectories(parent).toRealPath().startsWith(root)) {
          throw refused(entry);
        }
        if (entry.isSymbolicLink()) {
          inside(root, parent.resolve(entry.getLinkName()), entry);
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0) {
            makeExecutable(target);
          }
        } else {
          throw new IOException("the bundle holds something that is no file: " + entry.getName());
        }
      }
    }
  }

  private static Path inside(Path root, Path path, TarArchiveEntry entry) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(root)) {
      throw refused(entry);
    }
    return normal;
  }

  private static IOException refused(TarArchiveEntry entry) {
    return new IOException("the bundle would write outside its folder: " + entry.getName());
  }

  private static void makeExecutable(Path file) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    permissions.add(PosixFilePermission.OWNER_EXECUTE);
    Files.setPosixFilePermissions(file, permissions);
  }
}
