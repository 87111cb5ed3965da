/** TLS with the certificates and keys of PEM files, and its errors in words for an operator. */
package io.nephometer.publisher.mqtt.tls;
