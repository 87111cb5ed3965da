package io.nephometer.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds the known word that an unknown one was probably meant to be, for messages such as "did you mean …?". */
public final class Suggestion {

    private static final int LONGEST = 100;

    private Suggestion() {}

    /**
     * Returns the most similar known word, however different it is.
     *
     * @param known at least one word
     */
    public static String nearest(String word, Collection<String> known) {
        String start = word.substring(0, Math.min(word.length(), LONGEST));
        return known.stream()
                .sorted()
                .min(Comparator.comparing((String candidate) -> !isPart(start, candidate))
                        .thenComparing(candidate -> distance(start, candidate)))
                .orElseThrow();
    }

    /** Returns the most similar known word; empty if none is similar enough. */
    public static Optional<String> similar(String word, Collection<String> known) {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(nearest(word, known))
                        .filter(nearest -> distance(word, nearest) <= Math.max(1, word.length() / 2));
    }

    /**
     * Returns what is wrong with a key of a .cfg file that is not among the known ones, of which there may be none. The
     * key is shown only if it is like a known one: a line without {@code =}, such as a password, is read as a key, too.
     */
    public static String unknownKey(String key, Collection<String> known) {
        return similar(key, known)
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
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
