package io.cortexlocal.cluster.embedded.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The patches that kubectl makes, by the examples of Kubernetes' documentation. */
class StrategicMergePatchTests {

  private static ObjectNode json(String text) throws JsonProcessingException {
    return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private static JsonNode patched(String target, String patch) throws JsonProcessingException {
    ObjectNode before = json(target);
    JsonNode after = StrategicMergePatch.apply(before, json(patch));
    assertThat(before).as("the target").isEqualTo(json(target));
    return after;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Values, objects and null.
        "{'a':1,'b':{'c':2,'d':3}} | {'a':4,'b':{'c':null}} | {'a':4,'b':{'d':3}}",
        "{'a':{'b':1}} | {'a':{'$patch':'replace','c':2}} | {'a':{'c':2}}",
        "{'a':{'b':1}} | {'a':{'$patch':'delete'}} | {'a':{}}",
        // Lists that have a key are merged, others are replaced.
        "{'containers':[{'name':'a','image':'x'},{'name':'b'}]} | {'containers':[{'name':'a','image':'y'}]}"
            + " | {'containers':[{'name':'a','image':'y'},{'name':'b'}]}",
        "{'env':[{'name':'a'}]} | {'env':[{'name':'b','value':'1'}]} | {'env':[{'name':'a'},{'name':'b','value':'1'}]}",
        "{'args':['a','b']} | {'args':['c']} | {'args':['c']}",
        "{'ports':[{'containerPort':80,'name':'x'}]} | {'ports':[{'containerPort':80,'name':'y'}]}"
            + " | {'ports':[{'containerPort':80,'name':'y'}]}",
        "{'ports':[{'port':80,'targetPort':1}]} | {'ports':[{'port':80,'targetPort':2}]}"
            + " | {'ports':[{'port':80,'targetPort':2}]}",
        // Directions within lists.
        "{'env':[{'name':'a'},{'name':'b'}]} | {'env':[{'name':'a','$patch':'delete'}]} | {'env':[{'name':'b'}]}",
        "{'env':[{'name':'a'}]} | {'env':[{'name':'b'},{'$patch':'replace'}]} | {'env':[{'name':'b'}]}",
        "{'env':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/env':[{'name':'c'},{'name':'b'},{'name':'a'}],'env':[{'name':'c'}]}"
            + " | {'env':[{'name':'c'},{'name':'b'},{'name':'a'}]}",
        // Lists of values.
        "{'finalizers':['a','b']} | {'finalizers':['b','c']} | {'finalizers':['a','b','c']}",
        "{'finalizers':['a','b']} | {'$deleteFromPrimitiveList/finalizers':['a']} | {'finalizers':['b']}",
        // What is not named goes.
        "{'strategy':{'type':'RollingUpdate','rollingUpdate':{}}} | {'strategy':{'$retainKeys':['type'],'type':'Recreate'}}"
            + " | {'strategy':{'type':'Recreate'}}",
      })
  void mergesAsKubernetesDoes(String target, String patch, String expected)
      throws JsonProcessingException {
    assertThat(patched(target, patch)).isEqualTo(json(expected));
  }

  @Test
  void anElementWithoutItsKeyIsRefused() {
    assertThatThrownBy(() -> patched("{'env':[{'name':'a'}]}", "{'env':[{'value':'1'}]}"))
        .isInstanceOf(ApiFailure.class)
        .hasMessage("map: {\"value\":\"1\"} does not contain declared merge key: name");
  }

  @Test
  void anUnknownDirectionIsRefused() {
    assertThatThrownBy(() -> patched("{}", "{'$patch':'turn'}"))
        .isInstanceOf(ApiFailure.class)
        .hasMessage("Unknown patch type found: turn");
  }
}
