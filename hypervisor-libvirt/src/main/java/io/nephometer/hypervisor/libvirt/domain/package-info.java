/**
 * The running domains and the state of their monitors: which monitors are busy, which are stuck, and when each monitor
 * last answered.
 */
package io.nephometer.hypervisor.libvirt.domain;
