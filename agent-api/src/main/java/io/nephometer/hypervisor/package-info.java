/** Access to the virtual machines of a host and their statistics, under libvirt's names whatever the hypervisor. */
@Export
@Version("1.2.0")
package io.nephometer.hypervisor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
