package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.view.LossReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Encodes a ledger as a page of text. Each line consists of words separated by spaces. The last line contains a
 * checksum for verifying that the page is intact, and the rest of the page is filled with zeros.
 */
public final class LedgerText {

    public static final int PAGE = 8192;

    private static final String HEAD = "nephometer-ledger 1";
    private static final int CHECKSUM = 13; // "crc ", eight digits and a newline
    private static final int LOSS = 200;
    private static final int NUMBER = 20; // a number and a space

    private LedgerText() {}

    static ByteBuffer encode(Ledger ledger, long generation) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        text.append("generation ").append(generation).append('\n');
        text.append("next ").append(ledger.next).append('\n');
        text.append("read ").append(ledger.read).append('\n');
        text.append("delivered ").append(ledger.delivered).append('\n');
        ledger.lost.forEach((reason, samples) ->
                text.append("lost ").append(reason).append(' ').append(samples).append('\n'));
        ledger.unsafe.forEach(range -> range(text.append("unsafe "), range));
        ledger.waits.forEach(range -> range(text.append("waits "), range));
        for (Loss loss : ledger.losses) {
            if (text.length()
                    < PAGE - LOSS - CHECKSUM) { // a loss that does not fit is counted but not reported after a crash
                loss(text.append("loss "), loss);
            }
        }
        text.append("gone");
        Iterator<Long> gone = ledger.gone.iterator();
        while (gone.hasNext()
                && text.length() < PAGE - CHECKSUM - NUMBER) { // the other batches are delivered again after a crash
            text.append(' ').append(gone.next());
        }
        text.append('\n');
        text.append(String.format(Locale.ROOT, "crc %08x\n", checksum(text.toString())));
        return ByteBuffer.allocate(PAGE)
                .put(text.toString().getBytes(StandardCharsets.US_ASCII))
                .clear();
    }

    private static void range(StringBuilder text, MessageRange range) {
        text.append(range.first()).append(' ').append(range.last());
        text.append(' ').append(range.samples()).append('\n');
    }

    private static void loss(StringBuilder text, Loss loss) {
        text.append(loss.reason()).append(' ').append(loss.samples());
        text.append(' ').append(loss.first()).append(' ').append(loss.last());
        text.append(' ').append(loss.since().toEpochMilli());
        text.append(' ').append(loss.until().toEpochMilli());
        text.append(' ').append(loss.reportedIn()).append('\n');
    }

    /** Decodes a page. Returns an empty result if the page is not intact. */
    static Optional<LedgerPage> decode(byte[] page) {
        String text = new String(page, StandardCharsets.US_ASCII);
        int crc = text.indexOf("\ncrc ") + 1;
        if (!text.startsWith(HEAD) || crc == 0 || text.length() < crc + CHECKSUM) {
            return Optional.empty();
        }
        try {
            String body = text.substring(0, crc);
            int written = Integer.parseUnsignedInt(text.substring(crc + 4, crc + 12), 16);
            return written == checksum(body) ? Optional.of(parse(body)) : Optional.empty();
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) { // written by another version
            return Optional.empty();
        }
    }

    private static LedgerPage parse(String body) {
        Ledger ledger = new Ledger();
        ledger.unsafe = new ArrayList<>();
        ledger.waits = new ArrayList<>();
        long generation = 0;
        for (String line : body.substring(HEAD.length() + 1).split("\n")) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "generation" -> generation = Long.parseLong(words[1]);
                case "next" -> ledger.next = Long.parseLong(words[1]);
                case "read" -> ledger.read = Long.parseLong(words[1]);
                case "delivered" -> ledger.delivered = Long.parseLong(words[1]);
                case "lost" -> ledger.lost.put(reason(words[1]), Long.parseLong(words[2]));
                case "unsafe" -> ledger.unsafe.add(range(words));
                case "waits" -> ledger.waits.add(range(words));
                case "loss" -> ledger.losses.add(loss(words));
                case "gone" -> {
                    for (int i = 1; i < words.length; i++) {
                        ledger.gone.add(Long.parseLong(words[i]));
                    }
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        ledger.onDisk = List.copyOf(ledger.losses);
        return new LedgerPage(ledger, generation);
    }

    private static MessageRange range(String[] words) {
        return new MessageRange(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    private static Loss loss(String[] words) {
        return new Loss(
                reason(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Instant.ofEpochMilli(Long.parseLong(words[5])),
                Instant.ofEpochMilli(Long.parseLong(words[6])),
                Long.parseLong(words[7]));
    }

    private static LossReason reason(String word) {
        return LossReason.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static int checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return (int) crc.getValue();
    }
}
