/** Annotated JUnit tests on a real local cluster. */
package io.cortexlocal.junit;
