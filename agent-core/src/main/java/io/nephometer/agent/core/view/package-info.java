/**
 * Contains the values that describe the agent to its users, such as the agent's status, the result of a poll, the
 * mistakes in a pipeline file, and samples as they are polled.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package io.nephometer.agent.core.view;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
