package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;

/** The samples that an expression is evaluated on. */
interface Scope {

    /** The sample of a meter; where there is only one, the name is empty. */
    Sample sample(String meter);
}
