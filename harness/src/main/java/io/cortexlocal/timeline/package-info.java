/** What happened to an API's replicas and requests, in one order, and the arithmetic on it. */
package io.cortexlocal.timeline;
