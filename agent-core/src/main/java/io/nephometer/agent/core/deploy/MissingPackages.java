package io.nephometer.agent.core.deploy;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Why a bundle cannot be resolved, for whoever is to supply it: the packages, or the Java, that nobody here has for it. */
public final class MissingPackages {

    private static final String PACKAGE = PackageNamespace.PACKAGE_NAMESPACE;
    private static final String JAVA = ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE;
    private static final Pattern PACKAGE_NAME = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern JAVA_VERSION = Pattern.compile("\\(osgi\\.ee=JavaSE\\)\\(version=(?:1\\.)?(\\d+)");
    private static final Pattern BOUND = Pattern.compile("(\\(!)?\\(version([<>])=([^)]+?)(?:\\.0)?\\)");

    private MissingPackages() {}

    /**
     * Empty if it is not for that.
     *
     * @return such as {@code it needs the package com.example.foo [1.0,2.0), which no bundle exports}
     */
    public static Optional<String> of(Bundle bundle) {
        Bundle core = FrameworkUtil.getBundle(MissingPackages.class);
        return of(bundle, List.of(core.getBundleContext().getBundles()));
    }

    static Optional<String> of(Bundle bundle, Collection<Bundle> installed) {
        List<BundleCapability> offered = installed.stream()
                .flatMap(MissingPackages::revision)
                .flatMap(revision -> revision.getDeclaredCapabilities(null).stream())
                .toList();
        String missing = revision(bundle)
                .flatMap(revision ->
                        Stream.of(JAVA, PACKAGE).flatMap(of -> revision.getDeclaredRequirements(of).stream()))
                .filter(MissingPackages::isMandatory)
                .filter(requirement -> offered.stream().noneMatch(requirement::matches))
                .map(requirement -> clause(requirement, offered))
                .collect(Collectors.joining("; "));
        return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
    }

    /** None of a bundle that was uninstalled meanwhile. */
    private static Stream<BundleRevision> revision(Bundle bundle) {
        return Stream.ofNullable(bundle.adapt(BundleRevision.class));
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        return !Constants.RESOLUTION_OPTIONAL.equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
    }

    private static String clause(BundleRequirement requirement, List<BundleCapability> offered) {
        String filter = Objects.requireNonNullElse(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE), "");
        if (requirement.getNamespace().equals(JAVA)) {
            return "it needs %s; this is Java %d"
                    .formatted(
                            first(JAVA_VERSION, filter)
                                    .map(version -> "Java " + version)
                                    .orElse(filter),
                            Runtime.version().feature());
        }
        String name = first(PACKAGE_NAME, filter).orElse(filter);
        String others = offered.stream()
                .filter(capability -> name.equals(capability.getAttributes().get(PACKAGE)))
                .map(MissingPackages::export)
                .collect(Collectors.joining(", "));
        return "it needs the package " + name + range(filter)
                + (others.isEmpty() ? ", which no bundle exports" : "; " + others);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String export(BundleCapability capability) {
        return capability.getRevision().getSymbolicName() + " exports "
                + capability.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE);
    }

    /** As a manifest has it: a filter says {@code (version>=1.0.0)(!(version>=2.0.0))} for {@code [1.0,2.0)}. */
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
