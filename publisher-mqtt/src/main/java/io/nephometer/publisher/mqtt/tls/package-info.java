/** TLS with certificates and keys from PEM files, and explanations of TLS errors for operators. */
package io.nephometer.publisher.mqtt.tls;
