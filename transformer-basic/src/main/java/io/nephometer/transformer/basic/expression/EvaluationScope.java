package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;

/** The samples for which an expression is evaluated. */
interface EvaluationScope {

    /** Returns the sample of a meter. If there is only one sample, the name is empty. */
    Sample sample(String meter);
}
