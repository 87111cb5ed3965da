package io.nephometer.transformer.basic.mapping;

/** Checks that volumes are finite numbers. */
public final class FiniteVolume {

    private FiniteVolume() {}

    /**
     * Returns the volume if it is a finite number.
     *
     * @throws ArithmeticException if the volume is infinite or NaN
     */
    public static Number check(Number volume) {
        if (volume instanceof Double real && !Double.isFinite(real)) {
            throw new ArithmeticException("the volume is " + volume + ", not a finite number");
        }
        return volume;
    }
}
