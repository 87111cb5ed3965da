package io.nephometer.hypervisor.libvirt;

/** What is to be asked over a connection. It may be asked twice. */
interface Question<C, T> {

    T ask(C connection) throws Exception;
}
