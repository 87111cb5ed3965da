package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Determines which of the merged samples supplies the user, the project, the metadata and the time. */
record MergePolicies(Policy user, Policy project, Policy metadata, Policy moment) {

    /** The policy that determines which sample supplies an attribute. */
    enum Policy {
        FIRST,
        LAST,
        /** The attribute is omitted from the merged sample. */
        DROP,
        /** Samples with different values for the attribute are not merged. */
        APART
    }

    static MergePolicies of(TransformerParameters all) throws ParameterException {
        return new MergePolicies(
                policy(all, "user_id", Policy.APART, Policy.FIRST, Policy.LAST),
                policy(all, "project_id", Policy.APART, Policy.FIRST, Policy.LAST),
                policy(all, "resource_metadata", Policy.LAST, Policy.FIRST, Policy.LAST, Policy.DROP),
                policy(all, "timestamp", Policy.FIRST, Policy.FIRST, Policy.LAST));
    }

    private static Policy policy(TransformerParameters all, String key, Policy absent, Policy... possible)
            throws ParameterException {
        Optional<String> text = all.text(key);
        if (text.isEmpty()) {
            return absent;
        }
        for (Policy policy : possible) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(text.get())) {
                return policy;
            }
        }
        List<String> words = Arrays.stream(possible)
                .map(p -> p.name().toLowerCase(Locale.ROOT))
                .toList();
        throw all.invalid(key, "unknown value '" + text.get() + "': expected one of " + String.join(", ", words));
    }
}
