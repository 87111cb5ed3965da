package io.nephometer.publisher.mqtt.settings;

import io.nephometer.text.SettingFile;
import java.util.Optional;

/**
 * The files with which a client trusts a broker and proves its own identity.
 *
 * @param ca the trusted issuers; if absent, the Java runtime's
 * @param certificate the chain of the client
 * @param key the key of the certificate; present if and only if the certificate is
 */
public record TlsFiles(Optional<SettingFile> ca, Optional<SettingFile> certificate, Optional<SettingFile> key) {}
