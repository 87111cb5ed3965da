/** What the agent and the deployer, which is a bundle of its own, offer each other. */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package io.nephometer.agent.core.deploy;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
