package io.nephometer.agent.deployer;

import io.nephometer.agent.core.deploy.AgentPlugins;
import io.nephometer.agent.core.deploy.DeployerStatus;
import io.nephometer.agent.core.view.JarStatus;
import io.nephometer.api.Moment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The component that runs the deployer while the referenced services are available. */
@Component(immediate = true)
public final class DeployerService implements DeployerStatus {

    private final BundleContext framework;
    private final Deployer deployer;

    @Activate
    public DeployerService(
            BundleContext context, @Reference ServiceComponentRuntime components, @Reference AgentPlugins plugins) {
        framework = context.getBundle(0).getBundleContext();
        Path scratch = Path.of(property("nephometer.scratch", property("nephometer.data", "data")));
        deployer = new Deployer(
                Path.of(property("nephometer.deploy", "deploy")),
                new InstallationContext(
                        framework,
                        new ComponentStates(components),
                        plugins,
                        new StagingDirectory(scratch),
                        Moment::now));
    }

    private String property(String name, String other) {
        return Objects.requireNonNullElse(framework.getProperty(name), other);
    }

    @Activate
    void start() {
        deployer.start();
    }

    @Deactivate
    void stop() {
        deployer.close();
    }

    @Override
    public CompletableFuture<Void> settled() {
        return deployer.settled();
    }

    @Override
    public List<JarStatus> deployments() {
        return deployer.deployments();
    }

    @Override
    public Optional<String> missing(Bundle bundle) {
        return MissingPackages.of(bundle, List.of(framework.getBundles()), List.of());
    }
}
