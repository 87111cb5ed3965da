package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nephometer.api.Discovery;
import io.nephometer.api.Pollster;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import io.nephometer.format.TransportFactory;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which classes call plugins: each does so in the work that it gives a plugin handle. */
class PluginCallsTest {

    private static final Set<String> PLUGINS = Stream.of(
                    Discovery.class,
                    Format.class,
                    FormatFactory.class,
                    Pollster.class,
                    Publisher.class,
                    PublisherFactory.class,
                    TransportFactory.class,
                    Transformer.class,
                    TransformerFactory.class)
            .map(Class::getName)
            .collect(Collectors.toSet());

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.nephometer.agent.core");

    private Set<String> callers(String... methods) {
        Set<String> of = Set.of(methods);
        Set<String> callers = new TreeSet<>();
        classes.stream()
                .flatMap(from -> Stream.concat(
                        from.getMethodCallsFromSelf().stream(), from.getMethodReferencesFromSelf().stream()))
                .filter(call -> PLUGINS.contains(call.getTargetOwner().getName()))
                .filter(call -> of.contains(call.getName()))
                .forEach(call -> callers.add(call.getOriginOwner().getSimpleName() + " " + call.getName()));
        return callers;
    }

    @Test
    void pluginsAreCalledThroughTheirHandlesOnly() {
        assertThat(callers("poll", "discover", "open", "transform", "flush", "encode", "deliver", "close"))
                .containsExactlyInAnyOrder(
                        "Poller poll",
                        "Declared poll",
                        "DiscoverySearch discover",
                        "PublisherFormats open",
                        "PublisherFormats encode",
                        "PluginPipelineChecks open",
                        "PluginPipelineChecks close",
                        "PublisherHandle encode",
                        "PublisherHandle deliver",
                        "PublisherHandle close",
                        "TransformerChain open",
                        "Call transform",
                        "Call flush",
                        "Call close");
    }
}
