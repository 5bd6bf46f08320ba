import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes FILE.sha256 beside FILE, as sha256sum would. Run by the build. */
class Checksum {
  public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
    Path file = Path.of(arguments[0]);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    Files.writeString(
        Path.of(file + ".sha256"),
        HexFormat.of().formatHex(hash) + "  " + file.getFileName() + "\n");
  }
}
