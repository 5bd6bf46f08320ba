package io.sluice.node.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Where the mailbox is; {@code type} says of which kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MailboxAddress.AzureBlob.class, name = "azure-blob"),
  @JsonSubTypes.Type(value = MailboxAddress.S3.class, name = "s3")
})
public sealed interface MailboxAddress {

  /** Of the container or bucket. */
  String url();

  /**
   * A Blob container.
   *
   * @param clientId of the managed identity that may use it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record AzureBlob(String url, String clientId) implements MailboxAddress {}

  /**
   * A bucket, opened by the role of the machine.
   *
   * @param url path-style or virtual-hosted
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record S3(String url, String region) implements MailboxAddress {}
}
