package com.example

import io.cortexlocal.RealtimeApi
import io.cortexlocal.assertions.CortexAssertions.assertThat
import io.cortexlocal.junit.CortexApi
import org.junit.jupiter.api.Test

@CortexApi("../../examples/hello-world/cortex.yaml")
class ConstructorIT(private val helloWorld: RealtimeApi) {

    @Test
    fun servesSubpaths() {
        assertThat(helloWorld.get("/subpath?name=Ada")).hasStatus(200)
    }
}
