package io.nephometer.hypervisor.libvirt.pool;

/** A call made over a connection. A call that fails over an existing connection is repeated over a new connection. */
public interface ConnectionCall<C, T> {

    T run(C connection) throws Exception;
}
