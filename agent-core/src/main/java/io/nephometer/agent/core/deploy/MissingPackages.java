package io.nephometer.agent.core.deploy;

import java.util.Optional;
import org.osgi.framework.Bundle;

final class MissingPackages {
    private MissingPackages() {}

    static Optional<String> of(Bundle bundle) {
        return Optional.empty();
    }
}
