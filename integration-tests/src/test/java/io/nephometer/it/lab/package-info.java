/** What stands around an agent in a suite: brokers, guests, disks, terminals, and consumers of its samples. */
package io.nephometer.it.lab;
