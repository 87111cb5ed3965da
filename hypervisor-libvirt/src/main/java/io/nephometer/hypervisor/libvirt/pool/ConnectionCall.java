package io.nephometer.hypervisor.libvirt.pool;

/** What is to be asked over a connection. It may be asked twice. */
public interface ConnectionCall<C, T> {

    T ask(C connection) throws Exception;
}
