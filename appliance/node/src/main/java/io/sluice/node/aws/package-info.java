/**
 * A machine in AWS: the mailbox in S3 and the Auto Scaling group's lifecycle hook, both opened by
 * the credentials of the machine's role, with requests signed by Signature Version 4.
 */
@NullMarked
package io.sluice.node.aws;

import org.jspecify.annotations.NullMarked;
