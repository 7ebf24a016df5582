/** The process that runs in a pod of a real cluster. */
package io.cortexlocal.incluster;
