package io.sluice.sandbox;

import io.sluice.sandbox.aws.AwsCloud;
import io.sluice.sandbox.cloud.AddressPlan;
import io.sluice.sandbox.cloud.Documents;
import io.sluice.sandbox.control.Control;
import io.sluice.sandbox.http.Router;
import io.sluice.sandbox.traffic.TrafficDesk;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What machines and the fabric are given to live in.
 *
 * @param addresses private addresses: a machine takes its own from here and gives it back
 * @param router for control routes of their own; guard them with {@link Control#guarded}
 * @param traffic where a way to send traffic is made known
 * @param aws the AWS half of the cloud: put services in, set its rooms
 * @param http the server's plain address, known once it listens: ask for it when it is needed
 */
public record Cell(
    Path dir,
    Documents documents,
    AddressPlan addresses,
    Router router,
    Control control,
    TrafficDesk traffic,
    AwsCloud aws,
    Supplier<URI> http) {}
