package io.nephometer.publisher.mqtt.settings;

import java.util.Optional;

/**
 * The files that say whom a client trusts and what it proves itself with.
 *
 * @param ca absent: whom the Java runtime trusts
 * @param key of the certificate, present where that is
 */
public record TlsFiles(Optional<SettingFile> ca, Optional<SettingFile> certificate, Optional<SettingFile> key) {}
