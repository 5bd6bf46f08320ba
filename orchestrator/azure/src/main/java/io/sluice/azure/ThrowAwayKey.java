package io.sluice.azure;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * A key that nobody has: Azure wants a password or an SSH key for every Linux machine, and an
 * appliance needs no login. The private half is never kept.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4253#section-6.6">RFC 4253 section 6.6</a>
 */
final class ThrowAwayKey {
  private static final String TYPE = "ssh-rsa";

  private ThrowAwayKey() {}

  /** RSA, 2048 bits: the least that Azure takes. */
  static String publicKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      field(out, TYPE.getBytes(StandardCharsets.US_ASCII));
      field(out, key.getPublicExponent().toByteArray());
      field(out, key.getModulus().toByteArray());
      return TYPE + " " + Base64.getEncoder().encodeToString(bytes.toByteArray()) + " nobody";
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException("every Java runtime has RSA", e);
    }
  }

  private static void field(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
