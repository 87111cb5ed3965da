/** The running domains and what is known of their monitors: which are busy, which are stuck, when each last answered. */
package io.nephometer.hypervisor.libvirt.domain;
