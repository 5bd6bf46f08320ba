/**
 * CloudWatch: what instances receive, as metrics over time, and the alarms on them; spoken as
 * RPCv2-CBOR, as JSON 1.0 and as query, whichever a client picks.
 */
@NullMarked
package io.sluice.sandbox.aws.cloudwatch;

import org.jspecify.annotations.NullMarked;
