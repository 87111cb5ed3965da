package io.nephometer.agent.deployer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Explains why a bundle cannot be resolved. The explanation names the missing packages or the required Java version.
 */
final class MissingPackages {

    private static final String PACKAGE = PackageNamespace.PACKAGE_NAMESPACE;
    private static final String JAVA = ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE;
    private static final Pattern PACKAGE_NAME = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern JAVA_VERSION = Pattern.compile("\\(osgi\\.ee=JavaSE\\)\\(version=(?:1\\.)?(\\d+)");
    private static final Pattern BOUND = Pattern.compile("(\\(!)?\\(version([<>])=([^)]+?)(?:\\.0)?\\)");

    private final List<BundleCapability> offered;
    private final Collection<BundleRevision> refused;
    private final Set<BundleRevision> seen = new HashSet<>();

    private MissingPackages(Collection<Bundle> installed, Collection<BundleRevision> refused) {
        this.offered = installed.stream()
                .flatMap(bundle -> revision(bundle).stream())
                .flatMap(revision -> revision.getDeclaredCapabilities(null).stream())
                .toList();
        this.refused = refused;
    }

    /**
     * Returns a description of a bundle's unsatisfied requirements, for example
     * {@code it needs the package com.example.foo [1.0,2.0), which no bundle exports}, or an empty result if all
     * requirements are satisfied.
     *
     * @param refused the revisions of the refused bundles that could not be resolved
     */
    static Optional<String> of(Bundle bundle, Collection<Bundle> installed, Collection<BundleRevision> refused) {
        return revision(bundle).flatMap(new MissingPackages(installed, refused)::missing);
    }

    /** Returns the current revision of a bundle, or an empty result if the bundle has been uninstalled. */
    private static Optional<BundleRevision> revision(Bundle bundle) {
        return Optional.ofNullable(bundle.adapt(BundleRevision.class));
    }

    /**
     * Returns a description of a revision's unsatisfied requirements, or an empty result if all requirements are
     * satisfied or the revision has already been examined and reported.
     */
    private Optional<String> missing(BundleRevision revision) {
        if (revision.getWiring() != null || !seen.add(revision)) {
            return Optional.empty();
        }
        String missing = Stream.of(JAVA, PACKAGE)
                .flatMap(namespace -> revision.getDeclaredRequirements(namespace).stream())
                .filter(MissingPackages::isMandatory)
                .flatMap(requirement -> missing(requirement).stream())
                .collect(Collectors.joining("; "));
        return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
    }

    /** Returns the reason why a requirement is not satisfied, or an empty result if it is satisfied. */
    private Optional<String> missing(BundleRequirement requirement) {
        List<BundleRevision> refusedExporters = refused.stream()
                .filter(revision ->
                        revision.getDeclaredCapabilities(PACKAGE).stream().anyMatch(requirement::matches))
                .toList();
        if (refusedExporters.stream().anyMatch(seen::contains)) {
            return Optional.empty();
        }
        List<String> exportFailures = new ArrayList<>();
        for (BundleCapability capability : offered) {
            if (requirement.matches(capability)) {
                Optional<String> missing = missing(capability.getRevision());
                if (missing.isEmpty()) {
                    return Optional.empty();
                }
                exportFailures.add(exportFailure(capability.getRevision(), missing.get()));
            }
        }
        refusedExporters.forEach(revision ->
                exportFailures.add(exportFailure(revision, missing(revision).orElse("is refused"))));
        return Optional.of(
                exportFailures.isEmpty() ? clause(requirement) : needed(requirement) + String.join("", exportFailures));
    }

    private static String exportFailure(BundleRevision exporter, String reason) {
        return "; " + exporter.getSymbolicName() + " would export it, but " + reason;
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        return !Constants.RESOLUTION_OPTIONAL.equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
    }

    private static String filter(BundleRequirement requirement) {
        return Objects.requireNonNullElse(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE), "");
    }

    private static String packageName(BundleRequirement requirement) {
        return first(PACKAGE_NAME, filter(requirement)).orElse(filter(requirement));
    }

    private static String needed(BundleRequirement requirement) {
        return "it needs the package " + packageName(requirement) + range(filter(requirement));
    }

    /** Returns a clause that describes an unsatisfied requirement. */
    private String clause(BundleRequirement requirement) {
        if (requirement.getNamespace().equals(JAVA)) {
            String filter = filter(requirement);
            return "it needs %s; this is Java %s"
                    .formatted(
                            first(JAVA_VERSION, filter)
                                    .map(version -> "Java " + version)
                                    .orElse(filter),
                            Runtime.version().feature());
        }
        String others = offered.stream()
                .filter(capability -> packageName(requirement)
                        .equals(capability.getAttributes().get(PACKAGE)))
                .map(MissingPackages::export)
                .collect(Collectors.joining(", "));
        return needed(requirement) + (others.isEmpty() ? ", which no bundle exports" : "; " + others);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String export(BundleCapability capability) {
        return capability.getRevision().getSymbolicName() + " exports "
                + capability.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE);
    }

    /**
     * Returns a version range in the notation used in manifests, for example {@code [1.0,2.0)} for the filter
     * {@code (version>=1.0.0)(!(version>=2.0.0))}.
     */
    private static String range(String filter) {
        String floor = "";
        String ceiling = "";
        Matcher bound = BOUND.matcher(filter);
        while (bound.find()) {
            boolean not = bound.group(1) != null;
            boolean isFloor = bound.group(2).equals(">") != not;
            if (isFloor) {
                floor = (not ? "(" : "[") + bound.group(3);
            } else {
                ceiling = bound.group(3) + (not ? ")" : "]");
            }
        }
        if (ceiling.isEmpty()) {
            return floor.isEmpty() ? "" : " " + floor.substring(1) + " or later";
        }
        return " " + (floor.isEmpty() ? "[0" : floor) + "," + ceiling;
    }
}
