package io.nephometer.hypervisor.libvirt.pool;

/** A call made over a connection. A call that fails on an existing connection is repeated on a new connection. */
public interface ConnectionCall<C, T> {

    T run(C connection) throws Exception;
}
