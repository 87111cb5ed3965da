package io.nephometer.transformer.basic;

/** What volumes may be. */
final class Volumes {

    private Volumes() {}

    /** @throws ArithmeticException if it is infinite or no number */
    static Number finite(Number volume) {
        if (volume instanceof Double real && !Double.isFinite(real)) {
            throw new ArithmeticException("the volume is " + volume + ", not a finite number");
        }
        return volume;
    }
}
