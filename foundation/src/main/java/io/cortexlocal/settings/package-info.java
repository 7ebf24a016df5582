/** Settings, and where they come from. */
package io.cortexlocal.settings;
