package io.nephometer.agent.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.route.InFlight.Parcel;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.api.Message;
import org.junit.jupiter.api.Test;

class SuspectMessagesTest {

    private final SuspectMessages suspects = new SuspectMessages();
    private final Parcel one = parcel(1);
    private final Parcel other = parcel(2);

    private static Parcel parcel(long number) {
        return new Parcel(new BatchFile(number, 1, 1, 0, 1), number, new Message("t", new byte[1], 1));
    }

    @Test
    void threeFailuresThatOthersFollowedMakeNeighboursPoison() {
        for (int i = 0; i < 3; i++) {
            suspects.failed(one, false);
            suspects.failed(other, false);
            assertThat(suspects.next()).isEmpty();
            assertThat(suspects.takePoison()).isEmpty();
            suspects.othersWentThrough();
        }
        assertThat(suspects.takePoison()).containsExactly(one, other);
        assertThat(suspects.isEmpty()).isTrue();
    }

    @Test
    void whileNothingGoesThroughNoFailureCounts() {
        for (int i = 0; i < 100; i++) {
            suspects.failed(one, false);
        }
        suspects.othersWentThrough();
        assertThat(suspects.takePoison()).isEmpty();
        assertThat(suspects.next()).contains(one);
    }

    @Test
    void whatTheReceiverRefusesForGoodNeedsNoOther() {
        for (int i = 0; i < 3; i++) {
            suspects.failed(one, true);
        }
        assertThat(suspects.takePoison()).containsExactly(one);
    }

    @Test
    void oneThatGoesThroughIsNoSuspectAnyMore() {
        suspects.failed(one, false);
        suspects.cleared(one);
        assertThat(suspects.isEmpty()).isTrue();
    }

    @Test
    void oneThatIsExpectedToBeRefusedNeedsOneFailureThatOthersFollowed() {
        suspects.expect(one);
        assertThat(suspects.takePoison()).isEmpty();
        suspects.failed(one, false);
        assertThat(suspects.takePoison()).isEmpty();
        suspects.othersWentThrough();
        assertThat(suspects.takePoison()).containsExactly(one);
    }
}
