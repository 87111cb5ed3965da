package io.nephometer.agent.deployer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nephometer.agent.core.view.JarStatus;
import org.junit.jupiter.api.Test;

class DeployerDependenciesTest {

    @Test
    void ofTheCoreItKnowsTheInterfaceBetweenTheTwoAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.nephometer.agent.core..")
                        .and(not(resideInAPackage("io.nephometer.agent.core.deploy")))
                        .and(not(assignableTo(JarStatus.class))))
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.nephometer.agent.deployer"));
    }
}
