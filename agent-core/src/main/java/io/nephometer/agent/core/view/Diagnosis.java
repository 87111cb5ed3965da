package io.nephometer.agent.core.view;

import java.util.List;

/**
 * An explanation of why a meter is published or absent.
 *
 * @param because the sentences of the explanation, ordered from cause to effect
 * @param remedy the advice for the operator, or empty if no action is needed
 */
public record Diagnosis(String meter, boolean published, List<String> because, String remedy) {

    public Diagnosis {
        because = List.copyOf(because);
    }
}
