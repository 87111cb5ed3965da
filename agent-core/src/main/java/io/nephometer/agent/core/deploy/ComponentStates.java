package io.nephometer.agent.core.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** How a bundle's declared components stand. */
final class ComponentStates {

    private final ServiceComponentRuntime runtime;

    ComponentStates(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** Of the first one that failed when it was activated: its name, and what it threw. */
    Optional<String> failure(Bundle bundle) {
        return configurations(bundle)
                .filter(of -> of.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(of -> "its component %s failed: %s".formatted(of.description.name, innermost(of.failure)))
                .findFirst();
    }

    /** What those wait for that are not satisfied. */
    List<String> waits(Bundle bundle) {
        List<String> waits = new ArrayList<>();
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs(bundle)) {
            if ("require".equals(description.configurationPolicy)
                    && runtime.getComponentConfigurationDTOs(description).isEmpty()) { // it has no state without one
                waits.add(configuration(description));
            }
        }
        configurations(bundle).forEach(of -> {
            if (of.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                waits.add(configuration(of.description));
            }
            if (of.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                Stream.of(of.unsatisfiedReferences)
                        .map(reference -> reference.name)
                        .forEach(name -> waits.add("its component %s waits for a service, %s"
                                .formatted(of.description.name, service(of.description, name))));
            }
        });
        return waits;
    }

    private Stream<ComponentConfigurationDTO> configurations(Bundle bundle) {
        return runtime.getComponentDescriptionDTOs(bundle).stream()
                .flatMap(description -> runtime.getComponentConfigurationDTOs(description).stream());
    }

    private static String configuration(ComponentDescriptionDTO component) {
        return "its component %s waits for its configuration, %s"
                .formatted(component.name, String.join(", ", component.configurationPid));
    }

    private static String service(ComponentDescriptionDTO component, String reference) {
        return Stream.of(component.references)
                .filter(of -> of.name.equals(reference))
                .map(of -> of.interfaceName)
                .findFirst()
                .orElse(reference);
    }

    /** Of a printed stack trace the line that says what was thrown first. */
    private static String innermost(String trace) {
        String cause = "Caused by: ";
        List<String> lines = trace == null ? List.of() : trace.lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith(cause))
                .reduce((first, second) -> second)
                .map(line -> line.substring(cause.length()))
                .orElseGet(() -> lines.isEmpty() ? "unknown" : lines.get(0));
    }
}
