package io.nephometer.agent.core.view;

import java.util.List;

/**
 * Why a meter is published or absent.
 *
 * @param because sentences from the cause to the effect
 * @param remedy what to do; empty if nothing has to be done
 */
public record Diagnosis(String meter, boolean published, List<String> because, String remedy) {

    public Diagnosis {
        because = List.copyOf(because);
    }
}
