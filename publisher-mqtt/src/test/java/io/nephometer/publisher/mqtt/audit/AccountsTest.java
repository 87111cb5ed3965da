package io.nephometer.publisher.mqtt.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private final Accounts accounts = new Accounts(false);

    @Test
    void hearingNothingProvesNothing() {
        assertThat(accounts.report().objection()).isEqualTo("no sample document was heard");
    }

    @Test
    void aNumberThatIsMissingIsToldOf() {
        hear(4, 5, 9, 11);
        assertThat(route().missing()).isEqualTo(new RouteReport.Missing(4, List.of(range(6, 8), range(10, 10))));
        assertThat(accounts.report().objection()).isEqualTo("4 documents are missing");
    }

    @Test
    void oneNumberWithTwoContentsIsWorseThanATwin() {
        hear(1, 2);
        accounts.hear(Papers.document("node-1", "e2", 2, Papers.sample(7)));
        assertThat(route().twins().count()).isZero();
        assertThat(route().conflicts()).isEqualTo(new RouteReport.Conflicts(1, 2));
        assertThat(accounts.report().objection()).isEqualTo("1 number has two contents");
    }

    @Test
    void whatIsNoDocumentIsCountedAndObjectsToNothing() {
        hear(1);
        accounts.hear(Papers.heard("lost"));
        accounts.hear(new Heard("x", new byte[] {0x1f, (byte) 0x8b, 0}));
        assertThat(accounts.report().malformed().count()).isEqualTo(2);
        assertThat(accounts.report().malformed().last()).startsWith("x: ");
        assertThat(accounts.report().objection()).isEmpty();
    }

    @Test
    void fromTheStartTheFirstNumberOughtToBeOne() {
        Accounts all = new Accounts(true);
        all.hear(Papers.document(3));
        assertThat(all.report().objection()).isEqualTo("2 documents are missing");
        all.hear(Papers.document("node-1", "e1", 4, Papers.loss(9, "full", 1, 2)));
        assertThat(all.report().objection()).isEmpty();
    }

    @Test
    void numbersThatARunLeftOutAreNeitherMissingNorLost() {
        accounts.hear(Papers.document(1));
        accounts.hear(Papers.document("node-1", "e2", 1_000, Papers.loss(0, "missing", 2, 999)));
        assertThat(accounts.report().objection()).isEmpty();
        assertThat(route().told().documents()).isZero();
        accounts.hear(Papers.document("node-1", "e2", 1_001, Papers.loss(5, "memory", 2, 3)));
        assertThat(route().told().documents()).isEqualTo(2);
    }

    @Test
    void aLateListenerMissesNothing() {
        hear(1_000, 1_001);
        assertThat(accounts.report().objection()).isEmpty();
        assertThat(route().numbers()).isEqualTo("1000-1001");
    }

    @Test
    void twinsAreCountedOnceHeard() {
        hear(1, 2, 3, 4, 2, 3, 5);
        assertThat(route().documents()).isEqualTo(5);
        assertThat(route().samples()).isEqualTo(10);
        assertThat(route().twins()).isEqualTo(new RouteReport.Twins(2, 2, 0));
        assertThat(route().disordered()).isZero();
        assertThat(accounts.report().objection()).isEmpty();
    }

    @Test
    void aTwinOfLongAgoCannotBeCompared() {
        LongStream.range(1, 2_000).forEach(this::hear);
        hear(1);
        assertThat(route().twins()).isEqualTo(new RouteReport.Twins(1, 1_998, 1));
    }

    @Test
    void twoAscendingRowsAreInOrder() {
        hear(1, 2, 10, 3, 11, 4, 12, 5, 6, 13, 7, 8, 9, 14);
        assertThat(route().disordered()).isZero();
        assertThat(route().missing().count()).isZero();
    }

    @Test
    void aSecondBacklogContinuesTheRowOfTheFirst() {
        hear(1, 10, 2, 3, 11, 20, 4, 5, 21, 6, 7, 8, 9, 12, 13, 14, 22, 15, 16, 17, 18, 19);
        assertThat(route().disordered()).isZero();
        assertThat(route().missing().count()).isZero();
    }

    @Test
    void whatContinuesNeitherRowIsOutOfOrder() {
        hear(1, 2, 10, 5, 4, 3, 6);
        assertThat(route().disordered()).isEqualTo(2);
    }

    @Test
    void aGapThatALossRecordTellsIsExplained() {
        hear(1, 2);
        accounts.hear(Papers.document("node-1", "e1", 6, Papers.loss(120, "full", 3, 4)));
        assertThat(route().missing().numbers()).containsExactly(range(5, 5));
        accounts.hear(Papers.document("node-1", "e1", 7, Papers.loss(60, "damaged", 4, 5)));
        assertThat(route().missing().count()).isZero();
        assertThat(route().told().documents()).isEqualTo(3);
        assertThat(route().told().samples()).containsEntry("full", 120L).containsEntry("damaged", 60L);
        assertThat(accounts.report().objection()).isEmpty();
    }

    @Test
    void aLossRecordThatComesTwiceCountsOnce() {
        for (int i = 0; i < 2; i++) {
            accounts.hear(Papers.document("node-1", "e1", 6, Papers.loss(120, "full", 3, 4)));
        }
        assertThat(route().told().sum()).isEqualTo(120);
    }

    @Test
    void whatIsToldLostAndComesAllTheSameIsNotMissing() {
        accounts.hear(Papers.document("node-1", "e1", 6, Papers.loss(120, "age", 7, 9)));
        hear(7, 8, 9, 10);
        assertThat(route().told().documents()).isZero();
        assertThat(accounts.report().objection()).isEmpty();
    }

    @Test
    void aLossRecordExplainsNoOtherRoute() {
        hear(1, 3);
        accounts.hear(Papers.document(
                "node-1",
                "e1",
                4,
                Papers.loss(9, "\"route\":\"other.mqtt\",\"reason\":\"full\",\"first\":2,\"last\":2")));
        assertThat(accounts.report().objection()).isEqualTo("1 document is missing");
        assertThat(report("other.mqtt").numbers()).isEqualTo("-");
    }

    @Test
    void hostsAreApart() {
        hear(1, 2);
        accounts.hear(Papers.document("node-2", "e1", 9));
        assertThat(accounts.report().routes()).hasSize(2);
        assertThat(accounts.report().objection()).isEmpty();
    }

    @Test
    void aRestartOfTheAgentIsNoGap() {
        hear(1, 2);
        accounts.hear(Papers.document("node-1", "e2", 3));
        assertThat(route().epochs()).isEqualTo(2);
        assertThat(accounts.report().objection()).isEmpty();
    }

    @Test
    void gapsWithoutEndTakeNoMemoryWithoutEnd() {
        Accounts holey = new Accounts(false);
        holey.hear(Papers.document("node-1", "e1", 1, Papers.loss(9, "full", 2, 2)));
        for (long seq = 3; seq < 50_000; seq += 2) {
            holey.hear(Papers.document(seq));
        }
        RouteReport route = holey.report().routes().get(new Accounts.Key("node-1", Papers.ROUTE));
        assertThat(route.documents()).isEqualTo(25_000);
        assertThat(route.missing().count()).isEqualTo(24_998);
        assertThat(route.missing().numbers()).hasSizeLessThan(10_000);
        assertThat(route.told().documents()).isEqualTo(1);
    }

    @Test
    void routesWithoutEndAreNotFollowedAndThatIsSaid() {
        for (int host = 0; host < 10_002; host++) {
            accounts.hear(Papers.document("node-" + host, "e1", 1));
        }
        assertThat(accounts.report().objection()).isEqualTo("2 documents were not followed: too many routes");
    }

    private void hear(long... numbers) {
        LongStream.of(numbers).forEach(seq -> accounts.hear(Papers.document(seq)));
    }

    private RouteReport route() {
        return report(Papers.ROUTE);
    }

    private RouteReport report(String route) {
        return accounts.report().routes().get(new Accounts.Key("node-1", route));
    }

    private static Ranges.Range range(long first, long last) {
        return new Ranges.Range(first, last);
    }
}
