package io.nephometer.agent.core.deploy;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which jars may run, in addition to the check of their owner.
 *
 * @param allowed a file of SHA-256 sums as {@code sha256sum} prints them; if empty, any sum is allowed
 * @param certificate a PEM file: each entry of a jar must be signed with its key, or with the key of a certificate that
 *     it has issued
 * @param unread the settings file that names these two, if it cannot be read; then no jar is allowed
 */
public record TrustedPlugins(Optional<Path> allowed, Optional<Path> certificate, Optional<Path> unread) {

    public static final TrustedPlugins ALL = new TrustedPlugins(Optional.empty(), Optional.empty(), Optional.empty());
}
