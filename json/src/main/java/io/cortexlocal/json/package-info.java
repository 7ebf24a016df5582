/** JSON, read and written without a mapper. */
package io.cortexlocal.json;
