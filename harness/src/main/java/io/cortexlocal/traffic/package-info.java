/** Requests through the gateway. */
package io.cortexlocal.traffic;
