package io.nephometer.agent.core.view;

import java.nio.file.Path;

/** The path, file count and size of a folder of quarantined files that an operator can examine and delete. */
public record QuarantineFolder(Path folder, int files, long bytes) {}
