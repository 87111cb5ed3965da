/** Contains the services that the agent and the deployer, which is a separate bundle, offer each other. */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package io.nephometer.agent.core.deploy;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
