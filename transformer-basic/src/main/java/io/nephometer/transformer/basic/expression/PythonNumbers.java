package io.nephometer.transformer.basic.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Implements Python's arithmetic. A whole number is represented as a Long, or as a BigInteger if it does not fit in a
 * Long; a floating-point number is represented as a Double. An operation that has no result throws an
 * ArithmeticException.
 */
public final class PythonNumbers {

    /**
     * The maximum number of bits in a whole number. Without a limit, {@code 10**10**10} would exhaust the available
     * memory.
     */
    static final int MAX_BITS = 4096;

    private static final long EXACT = 1L << 53; // up to here, each whole number is a double

    private PythonNumbers() {}

    /** Converts any number to a Long, a BigInteger or a Double. */
    public static Number of(Number any) {
        if (any instanceof Long || any instanceof Double) {
            return any;
        }
        if (any instanceof Integer || any instanceof Short || any instanceof Byte) {
            return any.longValue();
        }
        return any instanceof BigInteger big ? whole(big) : Double.valueOf(any.doubleValue());
    }

    public static Number add(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long sum = x + y;
            return ((x ^ sum) & (y ^ sum)) >= 0 ? Long.valueOf(sum) : big(a).add(big(b));
        }
        return isWhole(a, b) ? whole(big(a).add(big(b))) : Double.valueOf(real(a) + real(b));
    }

    public static Number subtract(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long difference = x - y;
            return ((x ^ y) & (x ^ difference)) >= 0 ? Long.valueOf(difference) : big(a).subtract(big(b));
        }
        return isWhole(a, b) ? whole(big(a).subtract(big(b))) : Double.valueOf(real(a) - real(b));
    }

    public static Number multiply(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            long product = x * y;
            return Math.multiplyHigh(x, y) == product >> 63 ? Long.valueOf(product) : big(a).multiply(big(b));
        }
        return isWhole(a, b) ? whole(big(a).multiply(big(b))) : Double.valueOf(real(a) * real(b));
    }

    /**
     * Divides one number by another. The result is a floating-point number, even if both operands are whole numbers.
     */
    public static Number divide(Number a, Number b) {
        checkDivisor(b);
        if (isWhole(a, b) && !(isExact(a) && isExact(b))) {
            return quotient(big(a), big(b));
        }
        return real(a) / real(b);
    }

    /** Divides one number by another and rounds the quotient down, even if the quotient is negative. */
    static Number floorDivide(Number a, Number b) {
        checkDivisor(b);
        if (a instanceof Long x && b instanceof Long y && x != Long.MIN_VALUE) {
            return Math.floorDiv(x, y);
        }
        if (isWhole(a, b)) {
            BigInteger[] parts = big(a).divideAndRemainder(big(b));
            boolean down = parts[1].signum() * big(b).signum() < 0;
            return whole(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
        }
        return floorDivide(real(a), real(b));
    }

    private static Number floorDivide(double a, double b) {
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && (b < 0) != (rest < 0)) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    /** Returns the remainder of floor division. The remainder has the same sign as the divisor. */
    static Number modulo(Number a, Number b) {
        checkDivisor(b);
        if (a instanceof Long x && b instanceof Long y) {
            return Math.floorMod(x, y);
        }
        if (isWhole(a, b)) {
            BigInteger rest = big(a).remainder(big(b));
            return whole(rest.signum() * big(b).signum() < 0 ? rest.add(big(b)) : rest);
        }
        double divisor = real(b);
        double rest = real(a) % divisor;
        return rest != 0 && (divisor < 0) != (rest < 0) ? rest + divisor : rest == 0 ? Math.copySign(0, divisor) : rest;
    }

    static Number power(Number base, Number exponent) {
        if (isWhole(base, exponent) && big(exponent).signum() >= 0) {
            return wholePower(big(base), big(exponent));
        }
        double x = real(base);
        double y = real(exponent);
        if (x == 0 && y < 0) {
            throw new ArithmeticException("zero has no negative power");
        }
        double result = Math.pow(x, y);
        if (Double.isNaN(result) && !Double.isNaN(x) && !Double.isNaN(y)) {
            throw new ArithmeticException("a negative number has no fractional power");
        }
        return result;
    }

    private static Number wholePower(BigInteger base, BigInteger exponent) {
        if (base.abs().bitLength() <= 1) { // -1, 0, 1
            return whole(base.pow(exponent.signum() == 0 ? 0 : exponent.testBit(0) ? 1 : 2));
        }
        if (exponent.bitLength() > 31 || exponent.longValue() * (base.abs().bitLength() - 1L) > MAX_BITS) {
            throw tooBig();
        }
        return whole(base.pow(exponent.intValue()));
    }

    /** Compares two numbers exactly, even if they are of different classes. Neither number may be NaN. */
    public static int compare(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (isExact(a) && isExact(b) || isInfinite(a) || isInfinite(b)) {
            double x = a.doubleValue();
            double y = b.doubleValue();
            return x < y ? -1 : x > y ? 1 : 0;
        }
        return decimal(a).compareTo(decimal(b));
    }

    /** Converts a number to a floating-point number. Throws an ArithmeticException if a whole number is too large. */
    public static double real(Number a) {
        double real = a.doubleValue();
        if (a instanceof BigInteger && Double.isInfinite(real)) {
            throw new ArithmeticException("a whole number is too big for a floating-point one");
        }
        return real;
    }

    static Number whole(BigInteger big) {
        if (big.bitLength() > MAX_BITS) {
            throw tooBig();
        }
        return big.bitLength() < Long.SIZE ? (Number) big.longValue() : big;
    }

    private static ArithmeticException tooBig() {
        return new ArithmeticException("a whole number of more than " + MAX_BITS + " bits");
    }

    private static double quotient(BigInteger a, BigInteger b) {
        MathContext enough = new MathContext(40 + b.bitLength());
        double quotient = new BigDecimal(a).divide(new BigDecimal(b), enough).doubleValue();
        if (Double.isInfinite(quotient)) {
            throw new ArithmeticException("a quotient is too big for a floating-point number");
        }
        return quotient;
    }

    private static void checkDivisor(Number b) {
        if (b instanceof Long y ? y == 0 : b instanceof Double z && z == 0) {
            throw new ArithmeticException("division by zero");
        }
    }

    private static boolean isWhole(Number a, Number b) {
        return !(a instanceof Double) && !(b instanceof Double);
    }

    private static boolean isExact(Number a) {
        return a instanceof Double || a instanceof Long x && -EXACT <= x && x <= EXACT;
    }

    private static boolean isInfinite(Number a) {
        return a instanceof Double x && Double.isInfinite(x);
    }

    private static BigInteger big(Number a) {
        return a instanceof BigInteger b ? b : BigInteger.valueOf(a.longValue());
    }

    private static BigDecimal decimal(Number a) {
        return a instanceof Double x ? new BigDecimal(x) : new BigDecimal(big(a));
    }
}
