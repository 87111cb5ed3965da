package io.nephometer.agent.core.view;

import java.nio.file.Path;

/** The contents of a folder of quarantined files, which an operator can examine and delete. */
public record QuarantineFolder(Path folder, int files, long bytes) {}
