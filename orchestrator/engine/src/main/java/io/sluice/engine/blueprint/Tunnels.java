package io.sluice.engine.blueprint;

/**
 * The two VXLAN tunnels between the gateway and an appliance. External carries what arrives at the
 * appliance first on the way in from the internet, internal what goes on to the application.
 */
public record Tunnels(
    @Setting("Carries what the appliance sends on to the application.") Tunnel internal,
    @Setting("Carries what arrives at the appliance from the internet.") Tunnel external) {}
