package io.nephometer.launcher.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Suggests the known word that a mistyped one resembles most. */
public final class DidYouMean {

    private DidYouMean() {}

    /** Returns {@code ; did you mean "status"?}, or an empty text if no known word is similar. */
    public static String hint(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(nearest -> distance(word, nearest) <= Math.max(2, nearest.length() / 2))
                .map("; did you mean \"%s\"?"::formatted)
                .orElse("");
    }

    /** Returns the Levenshtein distance. */
    static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
