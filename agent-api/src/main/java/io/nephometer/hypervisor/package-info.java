/**
 * Access to a host's virtual machines and their statistics. The statistics have the same names as in libvirt,
 * regardless of the hypervisor.
 */
@Export
@Version("1.2.0")
package io.nephometer.hypervisor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
