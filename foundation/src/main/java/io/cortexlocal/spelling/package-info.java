/** What a misspelled word meant. */
package io.cortexlocal.spelling;
