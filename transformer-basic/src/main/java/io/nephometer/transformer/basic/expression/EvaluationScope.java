package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;

/** The samples that an expression is evaluated on. */
interface EvaluationScope {

    /** The sample of a meter; where there is only one, the name is empty. */
    Sample sample(String meter);
}
