package io.nephometer.agent.core.deploy;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The restrictions on which jars may run. The restrictions apply in addition to the ownership check on each file.
 *
 * @param allowed the file that lists the permitted SHA-256 checksums in the format used by {@code sha256sum}; if
 *     absent, any checksum is permitted
 * @param certificate the PEM file that contains the trusted certificate; each entry in a jar must be signed with the
 *     key of this certificate or of a certificate that chains to it
 * @param unread the agent's settings file if it was not read but may name one of the other two files; if present, no
 *     jar may run
 */
public record TrustedPlugins(Optional<Path> allowed, Optional<Path> certificate, Optional<Path> unread) {

    public static final TrustedPlugins ALL = new TrustedPlugins(Optional.empty(), Optional.empty(), Optional.empty());
}
