package io.nephometer.format.ceilometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures that Ceilometer itself has computed, with the secret {@code not-so-secret}. */
class MessageSignerTest {

    private static final Map<String, Object> AB = map("a", "A", "b", "B");

    // spotless:off
    static List<Arguments> vectors() {
        return List.of(
            Arguments.of("SG-01", AB, "698a5f64f76b33a057952a573da6f05582f7539f458c7dcf92b03224272514ed"),
            Arguments.of("SG-02", map("a", "A", "b", "B", "nested", AB), "e2079d9037dc19d6bbc6db486934329cf779b4ca11ce44aba540c70d320886f2"),
            Arguments.of("SG-03", map("a", "A", "b", "B", "nested", map("a", "A", "b", "B", "c", List.of("c"), "d", List.of("d"))), "68bb18b10e1e3f63340ca5ec42b0536aa597d21952ad4a604a825ee73f9a1280"),
            Arguments.of("SG-04", map("a\u00e9\u0437", "A", "b", "B\u00e9\u0437"), "6c8535825324c656192e11cbf0affdd387b8762d8977c91c9e4645aaedbe03be"),
            Arguments.of("SG-05", map("a", 1, "b", 1.5, "c", null, "d", true), "473e12239310ebc2e60a3ff0d07554a4b6e7601f168bda341e01927c10f44485"),
            Arguments.of("SG-06", map("a", 0.1, "b", 1 / 3.0, "c", 1e22, "d", BigInteger.TEN.pow(20), "e", 1e-7), "6fd763f8df79b712ca846e4bec30bb10ce16fc25168afd498c83b01921c0f27a"),
            Arguments.of("SG-07", map("a", List.of(1, 2, map("z", "y", "k", null))), "51353a2656be410e8c70e0cc670a155988fe31ece5e776bb53fb123d020f5d49"),
            Arguments.of("SG-08", map("a", Map.of()), "0f672afdf102f0bb8625d2153b729831e5ce399a915024ca3371230b38870cc3"),
            Arguments.of("SG-09", map("a", List.of()), "e84842e32e8fe0a658b5ebbd0586f1f729a9f58715282ddcd3c1960f1c8eb6ab"),
            Arguments.of("SG-10", map("a", "\u4e2d\u6587"), "c1cb673ec84e57c37ef7f6e002d8f6a640ac57cf24315201889c88ce0e1c1407"),
            Arguments.of("SG-11", map("l", List.of("\u4e2d")), "57ded13641136447be1e7943cc05334d2c8efc5d97e176433eee90c89e0c962e"),
            Arguments.of("SG-12 (of Kilo; it has nothing that Python 3 prints otherwise)", metering("2016-01-01T12:00:00Z"), "53a1b5c677111fd3cf2ed37808e80801df7ee913d192d88b88b38f8f967afefe"),
            Arguments.of("SG-13", today(), "729abefc175388ee38e71c55fd19dfb39a85685fdc25af1990d81dcf7817f2e9"));
    }
    // spotless:on

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void signsAsCeilometerDoes(String id, Map<String, Object> message, String signature) {
        assertThat(new MessageSigner("not-so-secret").sign(message)).isEqualTo(signature);
    }

    @Test
    void withoutASecretTheSignatureIsEmpty() {
        assertThat(new MessageSigner("").sign(AB)).isEmpty();
    }

    @Test
    void aSignatureThatIsThereIsNotSigned() {
        MessageSigner signer = new MessageSigner("not-so-secret");
        assertThat(signer.sign(map("a", "A", "b", "B", "message_signature", "x")))
                .isEqualTo(signer.sign(AB));
    }

    @Test
    void namesAreOrderedAsInPythonAlsoBeyondTheBasicPlane() {
        assertThat(MessageSigner.sorted(map("\uFFFD", 1, "\uD83D\uDE00", 2, "a", 3, "ab", 4))
                        .keySet())
                .containsExactly("a", "ab", "\uFFFD", "\uD83D\uDE00");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "100.0, 100.0",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-1.5E-10, -1.5e-10",
        "1E15, 1000000000000000.0",
        "1E16, 1e+16",
        "2.0E23, 2e+23",
        "9007199254740993.0, 9007199254740992.0",
        "1.2345678901234568E17, 1.2345678901234568e+17",
        "1.7976931348623157E308, 1.7976931348623157e+308"
    })
    void aFloatIsPrintedAsPythonDoes(double value, String text) {
        assertThat(PythonFormatter.str(value)).isEqualTo(text);
    }

    @Test
    void otherNumbersAreWhatAReaderOfTheirJsonTakesThemFor() {
        assertThat(PythonFormatter.str(0.1f)).isEqualTo("0.1");
        assertThat(PythonFormatter.str(new BigDecimal("1.50"))).isEqualTo("1.5");
        assertThat(PythonFormatter.str(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(PythonFormatter.str(Double.NaN)).isEqualTo("None");
        assertThat(PythonFormatter.str(Float.NEGATIVE_INFINITY)).isEqualTo("None");
    }

    @Test
    void textInAListIsPrintedAsBytes() {
        assertThat(PythonFormatter.str(
                        Arrays.asList("a'b", "a'\"b", "\t\n\r\\\u0001\u007f\u00e9", List.of(), Map.of(), false)))
                .isEqualTo("[b\"a'b\", b'a\\'\"b', b'\\t\\n\\r\\\\\\x01\\x7f\\xc3\\xa9', [], {}, False]");
    }

    private static Map<String, Object> metering(String timestamp) {
        return map(
                "source", "openstack",
                "counter_name", "cpu",
                "counter_type", "cumulative",
                "counter_unit", "ns",
                "counter_volume", 1_000_000,
                "user_id", "u",
                "project_id", "p",
                "resource_id", "r",
                "timestamp", timestamp,
                "resource_metadata", map("cpu_number", 2, "flavor", map("id", "1", "name", "m1.tiny"), "image", null),
                "message_id", "11111111-1111-1111-1111-111111111111");
    }

    private static Map<String, Object> today() {
        Map<String, Object> message = metering("2016-01-01T12:00:00.123456");
        message.put("user_name", null);
        message.put("project_name", null);
        message.put("monotonic_time", 1234.5);
        return message;
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
