package io.nephometer.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** Suggests the known word that a user probably meant to enter, for messages such as "did you mean …?". */
public final class Suggestion {

    private static final int LONGEST = 100;

    private Suggestion() {}

    /**
     * Returns the known word that is most similar to the given word, even if the two words differ completely.
     *
     * @param known the known words; at least one is required
     */
    public static String nearest(String word, Collection<String> known) {
        String start = word.substring(0, Math.min(word.length(), LONGEST));
        return known.stream()
                .sorted()
                .min(Comparator.comparing((String candidate) -> !isPart(start, candidate))
                        .thenComparing(candidate -> distance(start, candidate)))
                .orElseThrow();
    }

    /**
     * Returns the known word that is most similar to the given word, or an empty result if no known word is similar
     * enough.
     */
    public static Optional<String> similar(String word, Collection<String> known) {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(nearest(word, known))
                        .filter(nearest -> distance(word, nearest) <= Math.max(1, word.length() / 2));
    }

    /**
     * Returns the error message for an unknown key in a .cfg file. The message quotes the key only if it resembles a
     * known key. Other keys may be secrets because the parser treats any line without {@code =}, such as a password, as
     * a key.
     *
     * @param known the known keys; may be empty
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

    /**
     * Returns the Levenshtein distance between two words: the number of characters that must be inserted, deleted or
     * replaced to turn one word into the other. Letter case is ignored.
     */
    private static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean isSame = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
