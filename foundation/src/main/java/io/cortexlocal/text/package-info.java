/** Words and characters for people. */
package io.cortexlocal.text;
