package io.nephometer.baseline;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Type;
import aQute.bnd.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the exported packages of a bundle whose versions do not reflect how the packages have changed. */
final class Baselined {

    private static final String PROVIDED = "org.osgi.annotation.versioning.ProviderType";

    private Baselined() {}

    /**
     * Returns one text for each wrong version, with the changes that require another one; empty if all versions are
     * right.
     */
    static List<String> faults(Jar then, Jar now) throws Exception {
        try (Processor log = new Processor()) {
            return new Baseline(log, new DiffPluginImpl())
                    .baseline(now, then, new Instructions()).stream()
                            .flatMap(info -> fault(info).stream())
                            .sorted()
                            .toList();
        }
    }

    private static Optional<String> fault(Baseline.Info info) {
        if (info.packageDiff.getDelta() == Delta.REMOVED) {
            return Optional.of("%s is no longer exported%n".formatted(info.packageName));
        }
        Version least = least(info);
        return info.newerVersion.compareTo(least) >= 0
                ? Optional.empty()
                : Optional.of("%s is %s in its package-info.java and must be %s or more, because of%n%s"
                        .formatted(info.packageName, info.newerVersion, least, changes(info.packageDiff, "  ")));
    }

    /**
     * Returns the lowest version that the changes allow. bnd itself treats each method of an interface that it inspects
     * after a default method as a mere addition.
     */
    private static Version least(Baseline.Info info) {
        boolean burdens =
                info.packageDiff.getChildren().stream().anyMatch(type -> isPluginsOwn(type) && hasNewDuty(type));
        Version before = info.olderVersion;
        Version least = new Version(before.getMajor() + 1, 0, 0);
        return burdens && info.suggestedVersion.compareTo(least) < 0 ? least : info.suggestedVersion;
    }

    /** Returns whether this is an existing interface that plugins may implement. */
    private static boolean isPluginsOwn(Diff type) {
        return type.getType() == Type.INTERFACE
                && type.getDelta() != Delta.ADDED
                && type.getChildren().stream().noneMatch(of -> of.getName().equals(PROVIDED));
    }

    private static boolean hasNewDuty(Diff type) {
        return type.getChildren().stream()
                .filter(member -> member.getType() == Type.METHOD && member.getDelta() == Delta.ADDED)
                .anyMatch(method -> method.getChildren().stream()
                        .anyMatch(of -> of.getName().equals("abstract")));
    }

    /**
     * Returns each change below the element to which it belongs. The parts of an element that was added or removed as a
     * whole are left out.
     */
    private static String changes(Diff of, String indent) {
        boolean whole = of.getDelta() == Delta.ADDED || of.getDelta() == Delta.REMOVED;
        Stream<? extends Diff> parts = whole ? Stream.of() : of.getChildren().stream();
        return parts.filter(part -> part.getDelta() != Delta.UNCHANGED && part.getDelta() != Delta.IGNORED)
                .map(part ->
                        "%s%s %s%n%s".formatted(indent, part.getDelta(), part.getName(), changes(part, indent + "  ")))
                .collect(Collectors.joining());
    }
}
