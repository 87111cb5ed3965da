package io.nephometer.publisher.mqtt.settings;

import io.nephometer.text.FileSetting;
import java.util.Optional;

/**
 * The files that a client uses to verify a broker and to prove its own identity.
 *
 * @param ca the file that contains the trusted issuers' certificates; if absent, the issuers that the Java runtime
 *     trusts are used
 * @param certificate the file that contains the client's certificate chain
 * @param key the file that contains the private key for the client's certificate; present if and only if the
 *     certificate is present
 */
public record TlsFiles(Optional<FileSetting> ca, Optional<FileSetting> certificate, Optional<FileSetting> key) {}
