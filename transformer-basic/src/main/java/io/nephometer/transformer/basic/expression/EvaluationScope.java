package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;

/** The samples for which an expression is evaluated. */
interface EvaluationScope {

    /** Returns the sample for a meter. The name of the meter is empty if the expression refers to a single sample. */
    Sample sample(String meter);
}
