package io.nephometer.audit;

import java.util.List;

/**
 * The parts of a sample document that the audit uses.
 *
 * @param checksum the checksum of the entire document
 */
record SampleDocument(
        String host, String route, String epoch, long seq, int samples, List<ReportedLoss> losses, long checksum) {}
