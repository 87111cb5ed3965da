package io.nephometer.hypervisor.libvirt.pool;

/** A call over a connection. It may run twice: again over a new connection if the first one failed. */
public interface ConnectionCall<C, T> {

    T run(C connection) throws Exception;
}
