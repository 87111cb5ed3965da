package io.nephometer.audit;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, at most 100 characters wide. */
final class ReportTable {

    private static final int WIDTH = 100;
    private static final String GAP = "  ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param head a column's title; with a {@code >} before it the column is aligned to the right */
    ReportTable(String... head) {
        this.head = List.of(head);
    }

    ReportTable row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(printable(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        line(text, head.stream().map(ReportTable::title).toList(), widths);
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    /** Returns the width of each column; the widest ones are narrowed until the rows fit. */
    private int[] widths() {
        int[] widths = new int[head.size()];
        int sum = GAP.length() * (widths.length - 1);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = title(head.get(i)).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
            sum += widths[i];
        }
        for (; sum > WIDTH; sum--) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            widths[widest]--;
        }
        return widths;
    }

    private void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(cells.get(i), widths[i]);
            String space = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(isRight(i) ? space + cell : cell + space);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private boolean isRight(int column) {
        return head.get(column).startsWith(">");
    }

    private static String title(String head) {
        return head.startsWith(">") ? head.substring(1) : head;
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - 1) + "…";
    }

    /** Returns a line of text that is cut to the same width. */
    static String line(String text) {
        return cut(printable(text), WIDTH);
    }

    /** Replaces control characters, so that a foreign name cannot move the cursor. */
    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
