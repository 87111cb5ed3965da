/** The OSGi framework and the bundles of the folder. */
package io.nephometer.launcher.framework;
