package com.example

import io.cortexlocal.RealtimeApi
import io.cortexlocal.assertions.CortexAssertions.assertThat
import io.cortexlocal.junit.Api
import io.cortexlocal.junit.CortexApi
import org.junit.jupiter.api.Test

@CortexApi("../../examples/hello-world/cortex.yaml")
class HelloWorldKotlinIT {

    @Api
    lateinit var helloWorld: RealtimeApi

    @Test
    fun servesSubpaths(helloWorld: RealtimeApi) {
        assertThat(helloWorld.get("/subpath?name=Ada")).hasStatus(200)
        assertThat(this.helloWorld).receivedNoTrafficBeforeReady()
    }
}
