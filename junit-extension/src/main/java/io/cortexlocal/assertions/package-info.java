/** AssertJ assertions on responses, APIs and timelines. */
package io.cortexlocal.assertions;
