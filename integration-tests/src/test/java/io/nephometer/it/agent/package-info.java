/** The assembled agent in a suite: its folder, its process, its status, and plugins for it. */
package io.nephometer.it.agent;
