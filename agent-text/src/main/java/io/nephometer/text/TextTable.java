package io.nephometer.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Formats rows of text as a table with aligned columns. The table is at most 100 characters wide. */
public final class TextTable {

    private static final int WIDTH = 100;
    private static final String GAP = "  ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates a table without rows.
     *
     * @param head the column titles; a {@code >} before a title right-aligns the column
     */
    public TextTable(String... head) {
        this.head = List.of(head);
    }

    public TextTable row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(PrintableText.of(String.valueOf(cell)));
        }
        rows.add(row);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String toString() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        line(text, head.stream().map(TextTable::title).toList(), widths);
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    /**
     * Returns the widths of the columns. The widest column is narrowed repeatedly until the rows fit within the maximum
     * width.
     */
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

    /** Truncates a line to the maximum width of a table. */
    public static String cut(String line) {
        return cut(line, WIDTH);
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - 1) + "…";
    }

    /** Returns the given strings, each on a separate line. Unprintable characters are replaced. */
    public static String lines(List<String> texts) {
        return texts.stream().map(text -> PrintableText.of(text) + "\n").collect(Collectors.joining());
    }
}
