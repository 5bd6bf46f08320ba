package io.sluice.sandbox.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate of this sandbox alone, for {@code localhost} and 127.0.0.1, and the authority that
 * signed it. The keys live in memory and die with the process.
 *
 * @param authorityPem what a client must trust
 */
public record Tls(SslContext context, String authorityPem) {

  public static Tls create() {
    try {
      Instant now = Instant.now();
      CertificateBuilder builder =
          new CertificateBuilder()
              .ecp256()
              .notBefore(now.minus(Duration.ofHours(1)))
              .notAfter(now.plus(Duration.ofDays(30)));
      X509Bundle authority =
          builder
              .copy()
              .subject("CN=Sluice sandbox authority")
              .setIsCertificateAuthority(true)
              .setKeyUsage(
                  true,
                  CertificateBuilder.KeyUsage.keyCertSign,
                  CertificateBuilder.KeyUsage.cRLSign)
              .buildSelfSigned();
      X509Bundle server =
          builder
              .copy()
              .subject("CN=localhost")
              .addSanDnsName("localhost")
              .addSanIpAddress(InetAddress.getLoopbackAddress())
              .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
              .addExtendedKeyUsageServerAuth()
              .buildIssuedBy(authority);
      SslContext context =
          SslContextBuilder.forServer(server.getKeyPair().getPrivate(), server.getCertificatePath())
              .sslProvider(SslProvider.JDK)
              .build();
      return new Tls(context, authority.getCertificatePEM());
    } catch (Exception e) {
      throw new IllegalStateException("no certificate could be made", e);
    }
  }
}
