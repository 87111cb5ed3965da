/** What a host's virtual machines use, whichever hypervisor runs them, in libvirt's own names for its statistics. */
@Export
@Version("1.2.0")
package io.nephometer.hypervisor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
