/** The OSGi framework with the bundles of the installation, their start order and their configuration. */
package io.nephometer.launcher.framework;
