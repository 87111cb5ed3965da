package io.nephometer.agent.core.pipeline;

import io.nephometer.agent.core.view.PipelineMistake;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Parses YAML into a tree of nodes annotated with their positions. The parser rejects features that a pipeline file
 * does not need and that could cause harm: multiple documents, tags, recursive aliases, and deep nesting.
 */
final class YamlParser {

    static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_NESTED = 20;

    private YamlParser() {}

    /** @throws PipelineException if the text is not valid YAML or uses a rejected feature */
    static Node parse(byte[] bytes) throws PipelineException {
        String text = decode(bytes);
        try {
            checkFeatures(text);
            Node root = yaml().compose(new StringReader(text));
            if (root == null) {
                throw wrong(PipelineMistake.ofFile("the file is empty: it needs 'sources' and 'sinks'"));
            }
            return root;
        } catch (MarkedYAMLException e) {
            throw wrong(
                    e.getProblemMark() == null
                            ? PipelineMistake.ofFile("not valid YAML: " + e.getProblem())
                            : mistake(e.getProblemMark(), "not valid YAML: " + e.getProblem() + hint(e)));
        } catch (ReaderException e) {
            throw wrong(atIndex(
                    text,
                    e.getPosition(),
                    String.format(Locale.ROOT, "the character U+%04X: remove it", e.getCodePoint())));
        } catch (YAMLException e) {
            throw wrong(PipelineMistake.ofFile("not valid YAML: " + e.getMessage()));
        }
    }

    private static String decode(byte[] bytes) throws PipelineException {
        if (bytes.length > MAX_BYTES) { // checked before parsing, because one long scalar takes seconds to parse
            throw wrong(PipelineMistake.ofFile(
                    "the file has " + bytes.length + " bytes: at most " + MAX_BYTES + " are read"));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw wrong(PipelineMistake.ofFile("the file is not UTF-8: save it as UTF-8"));
        }
    }

    private static void checkFeatures(String text) throws PipelineException {
        Set<String> open = new HashSet<>(); // the anchors of the collections that are not complete yet
        ArrayDeque<String> anchors = new ArrayDeque<>();
        int documents = 0;
        for (Event event : yaml().parse(new StringReader(text))) {
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                throw wrong(mistake(event.getStartMark(), "a second document: keep one, without '---' between"));
            }
            if (event instanceof ScalarEvent scalar && scalar.getTag() != null) {
                throw tag(event, scalar.getTag());
            }
            if (event instanceof CollectionStartEvent start) {
                if (start.getTag() != null) {
                    throw tag(event, start.getTag());
                }
                String anchor = start.getAnchor() == null ? "" : start.getAnchor();
                anchors.push(anchor);
                open.add(anchor);
                if (anchors.size() > MAX_NESTED) {
                    // checked before the rest is parsed, because a hundred thousand brackets take seconds
                    throw wrong(mistake(event.getStartMark(), "nested more than " + MAX_NESTED + " deep"));
                }
            }
            if (event instanceof CollectionEndEvent) {
                open.remove(anchors.pop());
            }
            if (event instanceof AliasEvent alias && open.contains(alias.getAnchor())) {
                throw wrong(mistake(event.getStartMark(), "*" + alias.getAnchor() + " contains itself: write it out"));
            }
        }
    }

    private static PipelineException tag(Event event, String tag) {
        String written = tag.replaceFirst("^tag:yaml\\.org,2002:", "!!").replaceFirst("[\\],}]+$", "");
        return wrong(mistake(
                event.getStartMark(), "YAML reads " + written + " as a tag: leave it out, or put the word in quotes"));
    }

    /**
     * Returns a hint about the most likely cause of an error or about the place where an unfinished construct begins.
     */
    private static String hint(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("(TAB)")) {
            return ": indent with spaces";
        }
        if (problem.contains("<block end>")) {
            return ": is the line indented like those around it?";
        }
        if ("while scanning an alias".equals(e.getContext())) {
            return ": write a * in quotes, \"*\"";
        }
        boolean elsewhere = e.getContextMark() != null
                && e.getContextMark().getLine() != e.getProblemMark().getLine();
        return elsewhere
                ? ", " + e.getContext() + " that begins at line "
                        + (e.getContextMark().getLine() + 1)
                : "";
    }

    private static PipelineMistake atIndex(String text, int index, String what) {
        List<String> before =
                text.substring(0, Math.min(index, text.length())).lines().toList();
        int line = Math.max(1, before.size());
        return new PipelineMistake(
                line, before.isEmpty() ? 1 : before.get(line - 1).length() + 1, what);
    }

    private static PipelineException wrong(PipelineMistake mistake) {
        return new PipelineException(List.of(mistake));
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(50);
        options.setNestingDepthLimit(MAX_NESTED);
        options.setCodePointLimit(MAX_BYTES);
        return new Yaml(new SafeConstructor(options));
    }

    /** Creates a {@link PipelineMistake} from a position with a zero-based line and column. */
    static PipelineMistake mistake(Mark place, String what) {
        return new PipelineMistake(place.getLine() + 1, place.getColumn() + 1, what);
    }
}
