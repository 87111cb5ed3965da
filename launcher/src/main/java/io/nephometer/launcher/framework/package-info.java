/** The OSGi framework, the installation's bundles, their start order and their configuration. */
package io.nephometer.launcher.framework;
