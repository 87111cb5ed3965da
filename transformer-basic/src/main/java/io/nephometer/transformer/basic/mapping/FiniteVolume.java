package io.nephometer.transformer.basic.mapping;

/** What volumes may be. */
public final class FiniteVolume {

    private FiniteVolume() {}

    /** @throws ArithmeticException if it is infinite or no number */
    public static Number finite(Number volume) {
        if (volume instanceof Double real && !Double.isFinite(real)) {
            throw new ArithmeticException("the volume is " + volume + ", not a finite number");
        }
        return volume;
    }
}
