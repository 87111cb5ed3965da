package io.nephometer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReceptionTrackerTest {

    private final ReceptionTracker tracker = new ReceptionTracker(false);

    @Test
    void receivingNothingProvesNothing() {
        assertThat(tracker.report().objection()).isEqualTo("no sample document was heard");
    }

    @Test
    void aMissingNumberIsReported() {
        receive(4, 5, 9, 11);
        assertThat(route().missing()).isEqualTo(new RouteReport.Missing(4, List.of(range(6, 8), range(10, 10))));
        assertThat(tracker.report().objection()).isEqualTo("4 documents are missing");
    }

    @Test
    void oneNumberWithTwoContentsIsWorseThanATwin() {
        receive(1, 2);
        tracker.add(DocumentFixtures.document("node-1", "e2", 2, DocumentFixtures.sample(7)));
        assertThat(route().twins().count()).isZero();
        assertThat(route().conflicts()).isEqualTo(new RouteReport.Conflicts(1, 2));
        assertThat(tracker.report().objection()).isEqualTo("1 number has two contents");
    }

    @Test
    void whatIsNotADocumentIsCountedAndIsNoObjection() {
        receive(1);
        tracker.add(DocumentFixtures.message("lost"));
        tracker.add(new ReceivedMessage("x", new byte[] {0x1f, (byte) 0x8b, 0}));
        assertThat(tracker.report().malformed().count()).isEqualTo(2);
        assertThat(tracker.report().malformed().last()).startsWith("x: ");
        assertThat(tracker.report().objection()).isEmpty();
    }

    @Test
    void fromTheStartTheFirstNumberOughtToBeOne() {
        ReceptionTracker all = new ReceptionTracker(true);
        all.add(DocumentFixtures.document(3));
        assertThat(all.report().objection()).isEqualTo("2 documents are missing");
        all.add(DocumentFixtures.document("node-1", "e1", 4, DocumentFixtures.loss(9, "full", 1, 2)));
        assertThat(all.report().objection()).isEmpty();
    }

    @Test
    void numbersThatARunLeftOutAreNeitherMissingNorLost() {
        tracker.add(DocumentFixtures.document(1));
        tracker.add(DocumentFixtures.document("node-1", "e2", 1_000, DocumentFixtures.loss(0, "missing", 2, 999)));
        assertThat(tracker.report().objection()).isEmpty();
        assertThat(route().reported().documents()).isZero();
        tracker.add(DocumentFixtures.document("node-1", "e2", 1_001, DocumentFixtures.loss(5, "memory", 2, 3)));
        assertThat(route().reported().documents()).isEqualTo(2);
    }

    @Test
    void aLateSubscriberMissesNothing() {
        receive(1_000, 1_001);
        assertThat(tracker.report().objection()).isEmpty();
        assertThat(route().numbers()).isEqualTo("1000-1001");
    }

    @Test
    void twinsAreCountedApart() {
        receive(1, 2, 3, 4, 2, 3, 5);
        assertThat(route().documents()).isEqualTo(5);
        assertThat(route().samples()).isEqualTo(10);
        assertThat(route().twins()).isEqualTo(new RouteReport.Twins(2, 2, 0));
        assertThat(route().disordered()).isZero();
        assertThat(tracker.report().objection()).isEmpty();
    }

    @Test
    void aTwinOfLongAgoCannotBeCompared() {
        LongStream.range(1, 2_000).forEach(this::receive);
        receive(1);
        assertThat(route().twins()).isEqualTo(new RouteReport.Twins(1, 1_998, 1));
    }

    @Test
    void twoAscendingRowsAreInOrder() {
        receive(1, 2, 10, 3, 11, 4, 12, 5, 6, 13, 7, 8, 9, 14);
        assertThat(route().disordered()).isZero();
        assertThat(route().missing().count()).isZero();
    }

    @Test
    void aSecondBacklogContinuesTheRowOfTheFirst() {
        receive(1, 10, 2, 3, 11, 20, 4, 5, 21, 6, 7, 8, 9, 12, 13, 14, 22, 15, 16, 17, 18, 19);
        assertThat(route().disordered()).isZero();
        assertThat(route().missing().count()).isZero();
    }

    @Test
    void whatContinuesNeitherRowIsOutOfOrder() {
        receive(1, 2, 10, 5, 4, 3, 6);
        assertThat(route().disordered()).isEqualTo(2);
    }

    @Test
    void aGapThatALossRecordContainsIsExplained() {
        receive(1, 2);
        tracker.add(DocumentFixtures.document("node-1", "e1", 6, DocumentFixtures.loss(120, "full", 3, 4)));
        assertThat(route().missing().numbers()).containsExactly(range(5, 5));
        tracker.add(DocumentFixtures.document("node-1", "e1", 7, DocumentFixtures.loss(60, "damaged", 4, 5)));
        assertThat(route().missing().count()).isZero();
        assertThat(route().reported().documents()).isEqualTo(3);
        assertThat(route().reported().samples()).containsEntry("full", 120L).containsEntry("damaged", 60L);
        assertThat(tracker.report().objection()).isEmpty();
    }

    @Test
    void aLossRecordThatComesTwiceCountsOnce() {
        for (int i = 0; i < 2; i++) {
            tracker.add(DocumentFixtures.document("node-1", "e1", 6, DocumentFixtures.loss(120, "full", 3, 4)));
        }
        assertThat(route().reported().sum()).isEqualTo(120);
    }

    @Test
    void whatIsReportedLostAndComesAllTheSameIsNotMissing() {
        tracker.add(DocumentFixtures.document("node-1", "e1", 6, DocumentFixtures.loss(120, "age", 7, 9)));
        receive(7, 8, 9, 10);
        assertThat(route().reported().documents()).isZero();
        assertThat(tracker.report().objection()).isEmpty();
    }

    @Test
    void aLossRecordExplainsNoOtherRoute() {
        receive(1, 3);
        tracker.add(DocumentFixtures.document(
                "node-1",
                "e1",
                4,
                DocumentFixtures.loss(9, "\"route\":\"other.mqtt\",\"reason\":\"full\",\"first\":2,\"last\":2")));
        assertThat(tracker.report().objection()).isEqualTo("1 document is missing");
        assertThat(report("other.mqtt").numbers()).isEqualTo("-");
    }

    @Test
    void hostsAreApart() {
        receive(1, 2);
        tracker.add(DocumentFixtures.document("node-2", "e1", 9));
        assertThat(tracker.report().routes()).hasSize(2);
        assertThat(tracker.report().objection()).isEmpty();
    }

    @Test
    void aRestartOfTheAgentIsNoGap() {
        receive(1, 2);
        tracker.add(DocumentFixtures.document("node-1", "e2", 3));
        assertThat(route().epochs()).isEqualTo(2);
        assertThat(tracker.report().objection()).isEmpty();
    }

    @Test
    void gapsWithoutEndTakeNoMemoryWithoutEnd() {
        ReceptionTracker holey = new ReceptionTracker(false);
        holey.add(DocumentFixtures.document("node-1", "e1", 1, DocumentFixtures.loss(9, "full", 2, 2)));
        for (long seq = 3; seq < 50_000; seq += 2) {
            holey.add(DocumentFixtures.document(seq));
        }
        RouteReport route = holey.report().routes().get(new RouteKey("node-1", DocumentFixtures.ROUTE));
        assertThat(route.documents()).isEqualTo(25_000);
        assertThat(route.missing().count()).isEqualTo(24_998);
        assertThat(route.missing().numbers()).hasSizeLessThan(10_000);
        assertThat(route.reported().documents()).isEqualTo(1);
    }

    @Test
    void routesWithoutEndAreNotFollowedAndThatIsReported() {
        for (int host = 0; host < 10_002; host++) {
            tracker.add(DocumentFixtures.document("node-" + host, "e1", 1));
        }
        assertThat(tracker.report().objection()).isEqualTo("2 documents were not followed: too many routes");
    }

    private void receive(long... numbers) {
        LongStream.of(numbers).forEach(seq -> tracker.add(DocumentFixtures.document(seq)));
    }

    private RouteReport route() {
        return report(DocumentFixtures.ROUTE);
    }

    private RouteReport report(String route) {
        return tracker.report().routes().get(new RouteKey("node-1", route));
    }

    private static RangeSet.Range range(long first, long last) {
        return new RangeSet.Range(first, last);
    }
}
