/** Characters, without the alphabets that Kubernetes does not mean. */
package io.cortexlocal.text;
