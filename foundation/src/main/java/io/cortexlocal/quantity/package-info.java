/** Amounts as Kubernetes writes them. */
package io.cortexlocal.quantity;
