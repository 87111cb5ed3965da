package io.nephometer.agent.shell;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Checks which packages the shell uses, against the dependencies that its README allows. */
class ShellArchitectureTest {

    private static final String SHELL = "io.nephometer.agent.shell";
    private static final String CORE = "io.nephometer.agent.core";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(SHELL);

    @Test
    void ofTheCoreTheShellKnowsTheViewAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage(CORE + "..").and(not(resideInAPackage(CORE + ".view"))))
                .check(CLASSES);
    }

    @Test
    void noPackageCycle() {
        slices().matching(SHELL + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
