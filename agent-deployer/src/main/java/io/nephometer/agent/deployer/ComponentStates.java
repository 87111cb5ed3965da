package io.nephometer.agent.deployer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Reports the states of a bundle's Declarative Services components. */
final class ComponentStates {

    private final ServiceComponentRuntime runtime;

    ComponentStates(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Returns a clause that names the first component whose activation failed and the exception that it threw, or an
     * empty result if no activation failed.
     */
    Optional<String> failure(Bundle bundle) {
        return configurations(bundle)
                .filter(component -> component.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(component -> "its component %s failed: %s"
                        .formatted(component.description.name, innermost(component.failure)))
                .findFirst();
    }

    /** Returns one clause for each service or configuration that an unsatisfied component is waiting for. */
    List<String> waits(Bundle bundle) {
        List<String> waits = new ArrayList<>();
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs(bundle)) {
            if ("require".equals(description.configurationPolicy)
                    && runtime.getComponentConfigurationDTOs(description)
                            .isEmpty()) { // a component without a configuration has no state
                waits.add(configuration(description));
            }
        }
        configurations(bundle).forEach(component -> {
            if (component.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                waits.add(configuration(component.description));
            }
            if (component.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                Stream.of(component.unsatisfiedReferences)
                        .map(reference -> reference.name)
                        .forEach(name -> waits.add("its component %s waits for a service, %s"
                                .formatted(component.description.name, service(component.description, name))));
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
                .filter(declared -> declared.name.equals(reference))
                .map(declared -> declared.interfaceName)
                .findFirst()
                .orElse(reference);
    }

    /** Returns the line that describes the innermost cause in a printed stack trace. */
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
