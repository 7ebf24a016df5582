/** HTTP on this machine. */
package io.cortexlocal.http;
