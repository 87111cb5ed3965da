package io.nephometer.hypervisor.libvirt.pool;

/** A call over a connection. If it fails over an existing connection, it runs again over a new one. */
public interface ConnectionCall<C, T> {

    T run(C connection) throws Exception;
}
