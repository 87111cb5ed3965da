package io.nephometer.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that an unknown one was probably meant to be, for messages such as "did you mean …?". */
public final class Nearest {

    private static final int LONGEST = 100;

    private Nearest() {}

    /**
     * Returns the most similar known word.
     *
     * @param known at least one word
     */
    public static String of(String word, Collection<String> known) {
        String start = word.substring(0, Math.min(word.length(), LONGEST));
        return known.stream()
                .sorted()
                .min(Comparator.comparing((String candidate) -> !isPart(start, candidate))
                        .thenComparing(candidate -> distance(start, candidate)))
                .orElseThrow();
    }

    /** Returns the most similar known word; empty if none is similar enough. */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(of(word, known))
                        .filter(nearest -> distance(word, nearest) <= Math.max(1, word.length() / 2));
    }

    /**
     * Returns what is wrong with a key of a .cfg file that is not among the known ones, of which there may be none. The
     * key is shown only if it is like a known one: a line without {@code =}, such as a password, is read as a key, too.
     */
    public static String unknownKey(String key, Collection<String> known) {
        return to(key, known)
                .map(nearest -> "'" + key + "' is not known: did you mean '" + nearest + "'?")
                .orElseGet(() -> "a key is not known, and not shown, as it may be a secret: "
                        + (known.isEmpty()
                                ? "this plugin has no settings"
                                : "expected one of " + String.join(", ", known)));
    }

    private static boolean isPart(String word, String candidate) {
        return word.length() > 2 && candidate.contains(word);
    }

    /** Returns the Levenshtein distance: how many letters must be inserted, deleted or replaced. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
