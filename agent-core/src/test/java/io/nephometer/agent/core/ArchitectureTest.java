package io.nephometer.agent.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nephometer.agent.core.polling.Tick;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of the agent may use which: the arrows of the README. */
class ArchitectureTest {

    private static final String CORE = "io.nephometer.agent.core";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(CORE);

    /** Returns the part that a class is in: the first word after the root package, or "" for the root itself. */
    private static String part(JavaClass type) {
        String rest = type.getPackageName().substring(CORE.length());
        return rest.isEmpty() ? "" : rest.substring(1).split("\\.")[0];
    }

    private static Set<String> usedBy(String part) {
        return CLASSES.stream()
                .filter(type -> part(type).equals(part))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .filter(type -> type.getPackageName().startsWith(CORE))
                .map(ArchitectureTest::part)
                .filter(other -> !other.equals(part))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            view,
            deploy,    view
            health,    view
            pipeline,  view
            plugin,    health pipeline view
            spool,     health view
            route,     health plugin spool view
            sink,      health pipeline plugin polling route spool view
            polling,   health pipeline plugin view
            schedule,  pipeline plugin polling view
            trial,     health pipeline plugin polling schedule view
            diagnosis, pipeline plugin route trial view
            """)
    void aPartUsesOnlyThosePartsThatItMay(String part, String allowed) {
        assertThat(usedBy(part)).isSubsetOf(allowed == null ? new String[0] : allowed.split(" "));
    }

    @Test
    void ofPollingTheSinksKnowTheTickAlone() {
        noClasses()
                .that()
                .resideInAPackage(CORE + ".sink..")
                .should()
                .dependOnClassesThat(resideInAPackage(CORE + ".polling..").and(not(assignableTo(Tick.class))))
                .check(CLASSES);
    }

    @Test
    void noPackageCycle() {
        slices().matching(CORE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
