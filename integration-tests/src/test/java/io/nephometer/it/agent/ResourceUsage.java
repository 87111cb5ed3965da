package io.nephometer.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads and file descriptors of an agent. Threads are counted by their names in the kernel, without those that come
 * and go with the load: the compilers of the JVM, and the agent's workers that have nothing to do.
 */
public record ResourceUsage(Map<String, Long> threads, long descriptors) {

    /** Pools grow and shrink. */
    private static final int PLAY = 5;

    /** How long what a fault has begun may take to end. */
    private static final Duration ENDED = Duration.ofSeconds(30);

    private static final Pattern COMES_AND_GOES = Pattern.compile("C\\d CompilerThre|nephometer-idle");

    public static ResourceUsage of(long pid) {
        Path process = Path.of("/proc/" + pid);
        return new ResourceUsage(
                list(process.resolve("task")).stream()
                        .map(ResourceUsage::name)
                        .filter(name ->
                                !name.isEmpty() && !COMES_AND_GOES.matcher(name).matches())
                        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting())),
                list(process.resolve("fd")).size());
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name of a thread; empty if the thread has ended. */
    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long threadCount() {
        return threads.values().stream().mapToLong(Long::longValue).sum();
    }

    public void assertNotMuchLargerThan(ResourceUsage before) {
        assertThat(threadCount())
                .as("threads %s, before %s", threads, before.threads)
                .isLessThan(before.threadCount() + PLAY);
        assertThat(descriptors).as("descriptors, before %s", before.descriptors).isLessThan(before.descriptors + PLAY);
    }

    /** Waits until a process needs no more than it did before, and returns what it needs. */
    public static ResourceUsage awaitNotMuchLarger(long pid, ResourceUsage before) {
        await().atMost(ENDED).untilAsserted(() -> of(pid).assertNotMuchLargerThan(before));
        return of(pid);
    }

    @Override
    public String toString() {
        return threadCount() + " threads, " + descriptors + " descriptors";
    }
}
